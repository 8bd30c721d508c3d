// Package report turns the result of a run into bytes for people and machines: one file per output, none of which decides anything. Verdicts
// come from the judge in package chain, findings from the rules; what a report says of a hop in words is put together in reason.go, once
// for all outputs, and every number is counted once, in digest.go.
//
// What is reported was read from untrusted files. Each output makes control characters and escape sequences visible or escapes them, so that
// the content of a file never reaches a terminal as a command.
package report
