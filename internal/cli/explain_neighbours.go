package cli

import (
	"fmt"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/rules"
)

// usual are the neighbours for which a preset's page answers the question "what should I set?".
var usual = struct{ clients, servers []string }{
	clients: []string{"cloudfront", "nginx", "alb", "heroku-router", "caddy", "gclb"},
	servers: []string{"gunicorn:gthread", "node", "uvicorn", "puma", "tomcat", "nginx", "kestrel"},
}

// client has little to say where the catalogue advises against changing the client, or nothing can be changed: then it is the server's turn.
func (w page) client(mine presets.Idle) error {
	if mine.Kind == presets.Unlimited && mine.Advice != "" {
		fmt.Fprintf(w, "\nwhat to do as the client of any server%s\n", variantOf(mine))
		w.line(mine.Advice)
		return nil
	}
	err := w.neighbours("as the client of", mine, usual.servers, func(n presets.Resolved) (*presets.Idle, string) {
		if n.Accepts == nil || n.Accepts.Kind != presets.Seconds {
			return nil, ""
		}
		switch d := rules.Sooner(n.Accepts.D); {
		case mine.Kind == presets.Unknown:
			return n.Accepts, "unknown here: it must be less, as " + chain.Seconds(d)
		case fits(mine, *n.Accepts):
			return n.Accepts, fine
		case mine.Kind == presets.Seconds && (mine.Advice != "" || mine.Set(d) == ""):
			return n.Accepts, "in " + n.Preset.Name + ": " + raise(*n.Accepts, rules.Later(mine.D))
		default:
			return n.Accepts, raise(mine, d)
		}
	})
	if err == nil && mine.Advice != "" {
		w.line(mine.Advice)
	}
	return err
}

const fine = "fine as it is"

// neighbours writes a line for each one that has the clock which counts, with what to do about it.
func (w page) neighbours(title string, mine presets.Idle, names []string, tell func(presets.Resolved) (theirs *presets.Idle, advice string)) error {
	var rows columns
	for _, name := range names {
		n, err := parseProduct(name)
		if err != nil {
			return err
		}
		if theirs, advice := tell(n); theirs != nil {
			rows = append(rows, []string{name, theirs.String(), advice})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	fmt.Fprintf(w, "\nwhat to set %s%s\n", title, variantOf(mine))
	return rows.write(w, indent, w.width)
}

// raise says how to have a server keep idle connections for d, in the product's own words.
func raise(i presets.Idle, d time.Duration) string {
	switch set := i.Set(d); {
	case set != "":
		return set
	case i.Advice != "":
		return i.Advice
	}
	return "has no setting for it that takes " + chain.Seconds(d)
}

// variantOf names the variant that advice is about.
func variantOf(i presets.Idle) string {
	if i.When == "" {
		return ""
	}
	return " (" + i.When + ")"
}

// fits tells whether a client's clock runs out strictly before the server's.
func fits(client, server presets.Idle) bool {
	switch {
	case client.Kind == presets.NeverReused, server.Kind == presets.NeverReused, server.Kind == presets.Unlimited:
		return true
	case client.Kind == presets.Seconds && server.Kind == presets.Seconds:
		return client.D < server.D
	}
	return false
}
