// Package configs reads the configuration files of application servers and of proxies.
//
// What a server's file says of its idle timeout becomes a [program.Setting], one for each server that it configures, for whoever starts that server; a
// file that configures a server without a word about it yields a setting without a key, with the place where one would stand. A proxy's file makes endpoints
// of their own ([Declare]). Nothing is executed: what is computed, or taken from the environment without a default, is unresolved with its place.
package configs
