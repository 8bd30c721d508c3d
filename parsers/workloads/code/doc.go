// Package code reads what the source code of applications says of the idle timeout of the servers that it starts: Go with the parser of the standard
// library, JavaScript, TypeScript and Python as tokens with byte offsets, since a file that does not parse must still be read.
//
// A value counts where it is a constant expression, or one that takes an environment variable with a default beside it. What is computed in any other
// way is unresolved, with its place: nothing is executed and nothing is guessed. What belongs to clients (agents, pools, transports) is left alone.
package code
