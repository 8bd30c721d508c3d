package sysctl_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/sysctl"
	"github.com/timeoutlint/timeoutlint/source"
)

func TestMatch(t *testing.T) {
	const net, other = "# ours\nnet.core.somaxconn = 1024\n\n-net/ipv4/tcp_tw_reuse=1\n", "vm.swappiness = 10\n"
	for _, c := range []struct {
		name, head string
		want       parsers.Claim
	}{
		{"etc/sysctl.conf", other, parsers.ByName},
		{"deploy/web.sysctl.conf", other, parsers.ByName},
		{"sysctl.d/90-x.conf", "", parsers.ByName},
		{"etc/sysctl.d/README", other, parsers.No},
		{"conf.d/90-x.conf", net, parsers.ByContent},
		{"tuning", net + "net.ipv4.ip_loc", parsers.ByContent}, // cut off by the end of the head
		{"tuning", net + other, parsers.No},
		{"tuning", "# nothing\n", parsers.No},
		{"tuning", "", parsers.No},
		{"app.properties", "net.example.host = a\n", parsers.No},
		{"tuning", "net.ipv4.tcp_tw_reuse =\n", parsers.No},
		{"tuning", "net.ipv4.tcp_tw_reuse = 1\x00\n", parsers.No},
		{"tuning", "\ufeffnet.ipv4.tcp_tw_reuse = 1\r\n", parsers.ByContent},
	} {
		if got := sysctl.Match(c.name, []byte(c.head)); got != c.want {
			t.Errorf("Match(%q, %q) = %d, want %d", c.name, c.head, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"ways to write": {
			map[string]string{"sysctl.conf": "\ufeffnet.ipv4.tcp_keepalive_time = 600\r\n  -net.ipv4.tcp_keepalive_intvl=30\nnet/ipv4/ip_local_port_range\t=\t32768\t36000\nnet/ipv4/conf/eth0.1/rp_filter = 1\nnet.ipv4.tcp_tw_reuse = 1 # as ever\nvm.swappiness = 10"},
			[]string{
				`sysctl.conf:1:31 net.ipv4.tcp_keepalive_time [600] "600"`,
				`sysctl.conf:2:33 net.ipv4.tcp_keepalive_intvl [30] "30"`,
				`sysctl.conf:3:32 net.ipv4.ip_local_port_range [32768 36000] "32768\t36000"`,
				`sysctl.conf:4:34 net.ipv4.conf.eth0/1.rp_filter [1] "1"`,
				`sysctl.conf:5:25 net.ipv4.tcp_tw_reuse [1] "1"`,
			},
		},
		"the last line of a file counts": {
			map[string]string{"sysctl.conf": "net.ipv4.tcp_tw_reuse = 0\nnet.ipv4.tcp_fin_timeout = 30\nnet.ipv4.tcp_tw_reuse = 1\n"},
			[]string{`sysctl.conf:2:28 net.ipv4.tcp_fin_timeout [30] "30"`, `sysctl.conf:3:25 net.ipv4.tcp_tw_reuse [1] "1"`},
		},
		"order of files": {
			map[string]string{
				"a/sysctl.conf": "net.ipv4.tcp_tw_reuse = 3\n", "b/sysctl.d/20-x.conf": "net.ipv4.tcp_tw_reuse = 2\n",
				"c/sysctl.d/10-x.conf": "net.ipv4.tcp_tw_reuse = 1\n",
			},
			[]string{
				`c/sysctl.d/10-x.conf:1:25 net.ipv4.tcp_tw_reuse [1] "1"`, `b/sysctl.d/20-x.conf:1:25 net.ipv4.tcp_tw_reuse [2] "2"`,
				`a/sysctl.conf:1:25 net.ipv4.tcp_tw_reuse [3] "3"`,
			},
		},
		"what sysctl cannot read": {
			map[string]string{"sysctl.conf": "net.ipv4.tcp_keepalive_time = 10m\nnet.ipv4.tcp_tw_reuse 1\n= 5\n-net.ipv4.conf.all.*\n{{ tuning }}\nnet.ipv4.tcp_keepalive_probes = {{ n }}\nnet.core.default_qdisc = fq\n"},
			[]string{
				`sysctl.conf:1:31 problem the kernel refuses net.ipv4.tcp_keepalive_time "10m": it is no number`,
				`sysctl.conf:2:1 problem sysctl skips this line: it is no assignment`,
				`sysctl.conf:3:1 problem sysctl skips this line: it is no assignment`,
			},
		},
		"a number beyond 64 bits": {
			map[string]string{"sysctl.conf": "net.ipv4.tcp_keepalive_time = 99999999999999999999\n"},
			[]string{`sysctl.conf:1:31 problem the kernel refuses net.ipv4.tcp_keepalive_time "99999999999999999999": it is no number`},
		},
		"by content, and then something else": {
			map[string]string{"tuning": strings.Repeat("net.ipv4.tcp_tw_reuse = 1\n", 1000) + "and more\n"},
			[]string{"skipped tuning: looks like a sysctl file, but holds other lines"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, parse(t, c.files)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// parse gives what the parser makes of some files, a line each.
func parse(t *testing.T, files map[string]string) (lines []string) {
	t.Helper()
	tree := golden.Open(t, golden.Folder(t, golden.Texts(files)))
	out := sysctl.Parse(&parsers.Input{
		Tree: tree, Files: golden.Claimed(t, tree, sysctl.Match),
		Skip: func(f *source.File, reason string) { lines = append(lines, "skipped "+f.Name+": "+reason) },
	})
	place := func(at source.Span) string {
		start, _ := tree.Set.Position(at)
		return fmt.Sprintf("%s:%d:%d", tree.Set.File(at.File).Name, start.Line, start.Column)
	}
	for _, k := range out.Kernel {
		lines = append(lines, fmt.Sprintf("%s %s %d %q", place(k.At), k.Name, k.Values, tree.Set.Text(k.At)))
	}
	for _, p := range out.Problems {
		lines = append(lines, place(p.At)+" problem "+p.Msg)
	}
	return lines
}

// FuzzParse: any text, what is found lies in the file and has numbers.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"net.ipv4.tcp_tw_reuse = 1\n", "-net/ipv4/a.b=1 2 3\r\n;\n#\n=\n-\n", "\xef\xbb\xbfnet.x= \x00\xff", "net.ipv4.tcp_keepalive_time=-1 #"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tree, err := source.Open(source.Options{Cwd: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		file := tree.Set.Add("sysctl.conf", "", []byte(text), true)
		sysctl.Match(file.Name, file.Src)
		out := sysctl.Parse(&parsers.Input{Tree: tree, Files: []parsers.File{{File: file, Claim: parsers.ByName}}})
		for _, k := range out.Kernel {
			if len(k.Values) == 0 || k.At.Start >= k.At.End || int(k.At.End) > len(text) || !strings.HasPrefix(k.Name, "net.") {
				t.Errorf("%+v", k)
			}
		}
		for _, p := range out.Problems {
			if p.At.Start > p.At.End || int(p.At.End) > len(text) {
				t.Errorf("%+v", p)
			}
		}
	})
}
