package rules_test

import (
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/rules"
	"github.com/timeoutlint/timeoutlint/source"
)

// TestDeadlinesTellWhatTheyCount: a balancer's clock starts anew with each byte, a declared one does not.
func TestDeadlinesTellWhatTheyCount(t *testing.T) {
	set := new(source.Set)
	f := set.Add("alb.tf", "", []byte("idle_timeout = 60\nresponse_timeout: 300s\n"), true)
	at := func(text string) source.Span {
		i := strings.Index(string(f.Src), text)
		return source.Span{File: f.ID, Start: uint32(i), End: uint32(i + len(text))}
	}
	written := func(seconds time.Duration, setting, text string) chain.Value {
		return chain.Exactly(seconds*time.Second, &chain.Origin{Kind: chain.Written, Setting: setting, Steps: []chain.Step{{At: at(text)}}})
	}
	alb := &chain.Endpoint{ID: "aws_lb.public", Kind: chain.Balancer}
	alb.Connect = []*chain.Side{{Owner: alb, Response: written(60, "idle_timeout", "60"), Silence: true}}
	app := &chain.Endpoint{ID: "app", Kind: chain.Server}
	app.Accepts = []*chain.Side{{Owner: app, Response: written(300, "response_timeout", "300s")}}
	hop := &chain.Hop{ID: "aws_lb.public -> app", Client: alb.Connect[0], Server: app.Accepts[0]}
	p := rules.Pass{
		Graph: &chain.Graph{Endpoints: []*chain.Endpoint{alb, app}, Hops: []*chain.Hop{hop}}, Set: set,
		Outcomes: chain.Judge,
	}
	rule, _ := rules.Find("TL501")
	found := rule.Run(p)
	if len(found) != 1 {
		t.Fatalf("%d findings", len(found))
	}
	want := "aws_lb.public gives up on a response after 60s (idle_timeout, the silence between two reads), but app after 300s only (response_timeout, the whole response)"
	if !strings.HasPrefix(found[0].Message, want) || set.Text(found[0].At) != "60" {
		t.Errorf("at %q: %s", set.Text(found[0].At), found[0].Message)
	}
}
