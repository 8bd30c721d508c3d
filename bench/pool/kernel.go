package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// waiting counts connections in TIME_WAIT by the end that closed first: that end keeps the pair of ports for a minute.
type waiting struct {
	client int // the connecting end: its port cannot be used for this server again
	server int // the application: no port of the connecting end is held
}

// timeWaits counts those whose one end is the loopback port of the application.
func timeWaits(port string) (waiting, error) {
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		return waiting{}, err
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return waiting{}, err
	}
	return countTimeWaits(bytes.NewReader(table), uint16(n))
}

// countTimeWaits reads the table of /proc/net/tcp: number, local and remote address as hexadecimal IP:PORT, and the state, in
// which 06 is TIME_WAIT (Documentation/networking/proc_net_tcp.rst; include/net/tcp_states.h).
func countTimeWaits(r io.Reader, port uint16) (waiting, error) {
	var w waiting
	suffix := fmt.Sprintf(":%04X", port)
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || fields[3] != "06" {
			continue
		}
		switch {
		case strings.HasSuffix(fields[1], suffix):
			w.server++
		case strings.HasSuffix(fields[2], suffix):
			w.client++
		}
	}
	return w, lines.Err()
}

// allTimeWaits is how many connections are in TIME_WAIT now, whatever their ports.
func allTimeWaits() (int, error) {
	const file = "/proc/net/sockstat"
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if i := slices.Index(fields, "tw"); i > 0 && i+1 < len(fields) && fields[0] == "TCP:" {
			return strconv.Atoi(fields[i+1])
		}
	}
	return 0, fmt.Errorf("%s tells no number of TIME_WAIT (TCP: ... tw N)", file)
}

// describe names what the numbers depend on.
func describe(ctx context.Context, binary string) (string, error) {
	out, err := exec.CommandContext(ctx, binary, "-v").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s -v: %w", binary, err)
	}
	version := strings.TrimPrefix(strings.TrimSpace(string(out)), "nginx version: ")
	kernel, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return "", err
	}
	ports, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, one process; Linux %s %s, %d processors%s; application and clients in %s; local ports %s.",
		version, strings.TrimSpace(string(kernel)), runtime.GOARCH, runtime.NumCPU(), processor(), runtime.Version(),
		strings.Join(strings.Fields(string(ports)), " to ")), nil
}

// processor is the name of the processor in brackets after a blank, or "" where the kernel tells none.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return " (" + strings.TrimSpace(value) + ")"
		}
	}
	return ""
}

// number reads a file that holds one.
func number(file string) (int, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}
