// Package yamlspan gives what yaml.v3 reads its places in the file: bytes instead of lines and columns, the ends of values, and faults where they
// are, with what to do about them. JSON is read by it as well.
package yamlspan
