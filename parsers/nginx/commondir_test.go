package nginx

import "testing"

func TestCommonDir(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"a", "a", "a"},
		{"a", "b", "."},
		{".", "b", "."},
		{"b", ".", "."},
		{"sites/a", "sites/b", "sites"},
		{"sites", "sites/a/b", "sites"},
		{"../a", "../b", ".."},
		{"/etc/nginx", "conf.d", "."},
		{"/a", "/b", "/"},
	} {
		if got := commonDir(c.a, c.b); got != c.want {
			t.Errorf("commonDir(%q, %q) = %q, want %q", c.a, c.b, got, c.want)
		}
	}
}
