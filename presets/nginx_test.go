package presets_test

import (
	"testing"

	"github.com/timeoutlint/timeoutlint/presets"
)

// The defaults of facts/nginx.md section 1; "-" is a directive that the version does not know.
func TestNginxDefaults(t *testing.T) {
	unset := presets.Version{}
	tests := []struct {
		setting string
		version presets.Version
		want    string
	}{
		{"keepalive_timeout", unset, "75s"},
		{"keepalive_timeout/header", unset, ""},
		{"keepalive_requests", version(1, 19, 9), "100"},
		{"keepalive_requests", version(1, 19, 10), "1000"},
		{"keepalive_requests", unset, "1000"},
		{"keepalive_time", version(1, 18), "-"},
		{"keepalive_time", version(1, 22, 1), "3600s"},
		{"keepalive_min_timeout", version(1, 27, 4), "0s"},
		{"keepalive_min_timeout", version(1, 26), "-"},
		{"keepalive_disable", version(1, 1, 0), "msie6 safari"},
		{"keepalive_disable", unset, "msie6"},
		{"http2_idle_timeout", version(1, 18), "3m"},
		{"http2_idle_timeout", unset, "-"},
		{"upstream/keepalive", version(1, 29, 6), ""},
		{"upstream/keepalive", version(1, 28, 3), ""},
		{"upstream/keepalive", unset, ""},
		{"upstream/keepalive", version(1, 29, 7), "32 local"},
		{"upstream/keepalive", version(1, 31, 5), "32 local"},
		{"upstream/keepalive_timeout", version(1, 15, 3), "60s"},
		{"upstream/keepalive_timeout", unset, "60s"},
		{"upstream/keepalive_requests", version(1, 19, 9), "100"},
		{"upstream/keepalive_time", unset, "3600s"},
		{"proxy_http_version", unset, "1.0"},
		{"proxy_http_version", version(1, 29, 6), "1.0"},
		{"proxy_http_version", version(1, 29, 7), "1.1"},
		{"proxy_http_version", version(1, 30), "1.1"},
		{"proxy_set_header/Connection", unset, "close"},
		{"proxy_set_header/Connection", version(1, 29, 7), ""},
		{"proxy_read_timeout", unset, "60s"},
		{"proxy_next_upstream", unset, "error timeout"},
		{"fastcgi_keep_conn", unset, "off"},
		{"tunnel_read_timeout", unset, "-"},
		{"tunnel_read_timeout", version(1, 31), "60s"},
		{"stream/proxy_timeout", unset, "10m"},
		{"mail/proxy_timeout", unset, "24h"},
		{"no_such_directive", unset, "-"},
	}
	for _, test := range tests {
		got, ok := presets.Nginx(test.setting, test.version)
		text := got.Text
		if !ok {
			text = "-"
		}
		if text != test.want {
			t.Errorf("%s in %q = %q, want %q", test.setting, test.version, text, test.want)
		}
		if ok && (got.Source == "" || got.Context == "" || got.Setting != test.setting) {
			t.Errorf("%s: %+v", test.setting, got)
		}
	}
}

func TestNginxKinds(t *testing.T) {
	for setting, want := range map[string]presets.Kind{
		"keepalive_timeout": presets.Seconds, "upstream/keepalive": presets.NeverReused, "keepalive_requests": presets.Unknown, "proxy_http_version": presets.Unknown,
	} {
		if got, _ := presets.Nginx(setting, presets.Version{}); got.Kind != want {
			t.Errorf("%s is %s, want %s", setting, got.Kind, want)
		}
	}
	if d, _ := presets.Nginx("upstream/keepalive_timeout", version(1, 14)); d.Kind != presets.Unlimited {
		t.Errorf("before 1.15.3 pooled connections have no timer: %+v", d)
	}
	if d, _ := presets.Nginx("upstream/keepalive", version(1, 29, 7)); d.N != 32 {
		t.Errorf("the pool of 1.29.7 holds %d", d.N)
	}
	if d, _ := presets.Nginx("proxy_http_version", version(1, 30)); d.Versions != ">=1.29.7" {
		t.Errorf("proxy_http_version of 1.30: %+v", d)
	}
}

// nginx as a preset says what its directives say: the numbers stand in one place.
func TestNginxPresetFollowsItsDirectives(t *testing.T) {
	r := resolve(t, "nginx@1.30")
	accepts, _ := presets.Nginx("keepalive_timeout", version(1, 30))
	connects, _ := presets.Nginx("upstream/keepalive_timeout", version(1, 30))
	if r.Accepts.D != accepts.D || r.Connects.D != connects.D || r.Accepts.Source != accepts.Source {
		t.Errorf("%+v against %+v and %+v", r, accepts, connects)
	}
}
