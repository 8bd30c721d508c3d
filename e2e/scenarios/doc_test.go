// Package scenarios holds incidents that people published, as acceptance tests: what was configured before must be found, what was configured
// after must be clean. Each case is a file of testdata: a title, the incident's address, the states with what is expected of them, and the
// inputs, in wording of our own.
//
// Lines before the files:
//
//	state NAME [FLAG...]       begins a state: the files below NAME/ and all/, checked with these flags
//	  hop VERDICT FROM -> TO: CLIENT ORIGIN, SERVER ORIGIN
//	  finding RULE SEVERITY FILE:LINE
//	  says TEXT                stands in the text report, wherever its lines break
//	  silent TEXT              does not
//
// Hops and findings, notes included, are the whole set of a state. States hcl-NAME have the balancer in Terraform, the others name it by its
// product in timeoutlint.yaml.
package scenarios
