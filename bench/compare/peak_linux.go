package main

import (
	"os"
	"syscall"
)

// peakOf is the most memory that a process had, in bytes; Linux counts kilobytes.
func peakOf(s *os.ProcessState) int64 {
	if usage, ok := s.SysUsage().(*syscall.Rusage); ok {
		return int64(usage.Maxrss) << 10 //nolint:unconvert // it has 32 bits on some machines
	}
	return 0
}
