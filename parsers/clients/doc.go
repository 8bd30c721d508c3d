// Package clients reads timeoutlint.yaml: what the user says about a path that no other file tells. Which clients, servers, proxies and
// middleboxes stand on it, how they are joined, and which policy counts.
//
//	bytes ── load (YAML nodes) ── convert (own nodes with byte spans) ── check (against the table of keys) ── declare, policy
//
// The table of keys (keys.go) is the one description of the format: check refuses what it does not know, and [Schema] prints it for editors.
// A fault never hides anything else: the key with the fault is left out, and all others are read.
package clients
