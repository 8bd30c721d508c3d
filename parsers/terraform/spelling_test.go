package terraform_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
)

// TestUnlikeConditions has pairs of conditions that look alike and that one plan can answer differently: what hangs on the first must not be taken
// to hang on the second.
func TestUnlikeConditions(t *testing.T) {
	const variables = `
variable "a" { type = string }
variable "b" { type = string }
variable "all" {}
variable "p" {}
variable "q" {}
module "m" {
  for_each = toset(["x", "y"])
  source   = "./m"
  key      = each.key
}
`
	tests := map[string]struct{ one, other string }{
		"sets":                {`length(toset([var.a, "x"])) == 2`, `length(toset([var.b, "x"])) == 2`},
		"lists":               {`contains([var.a], "x")`, `contains([var.b], "x")`},
		"objects":             {`contains(values({ k = var.a }), "x")`, `contains(values({ k = var.b }), "x")`},
		"filters":             {`length([for s in var.all : s if s.alb]) == 0`, `length([for s in var.all : s if s.nlb]) == 0`},
		"filters by key":      {`length({ for k, s in var.all : k => s if s.alb }) == 0`, `length({ for k, s in var.all : k => s if s.nlb }) == 0`},
		"splats":              {`contains(var.all[*].alb, "x")`, `contains(var.all[*].nlb, "x")`},
		"keys":                {`contains(values({ (var.a) = 1 }), 2)`, `contains(values({ (var.a) = 3 }), 2)`},
		"elements":            {`{ for k, s in var.all : k => s.idle }["x"] == 1`, `{ for k, s in var.all : k => s.idle }["y"] == 1`},
		"elements of objects": {`{ for k, s in var.all : k => { t = s.idle } }["x"].t == 1`, `{ for k, s in var.all : k => { t = s.idle } }["y"].t == 1`},
		"parts":               {`zipmap(["k", "l"], [var.a, var.b])["k"] == "x"`, `zipmap(["k", "l"], [var.a, var.b])["l"] == "x"`},
		"loops":               {`[for n in ["c", "d"] : length([for s in var.all : s if s.name == n]) == 0][0]`, `[for n in ["c", "d"] : length([for s in var.all : s if s.name == n]) == 0][1]`},
		"modules":             {`module.m["x"].none`, `module.m["y"].none`},
		"repeated templates":  {`"%{ for s in var.all }${s}%{ endfor }" == "x"`, `"%{ for s in var.p }${s}%{ endfor }" == "x"`},
		"undeclared":          {`var.env == "x"`, `var.stage == "x"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			found := values(t, []txtar.File{
				{Name: "main.tf", Data: []byte(variables + "resource \"aws_lb\" \"r\" {\n  one = " + test.one + " ? 1 : 2\n  other = " + test.other + " ? 1 : 2\n}\n")},
				{Name: "m/m.tf", Data: []byte("variable \"key\" {}\nvariable \"list\" {\n  default = [\"k\"]\n}\ndata \"aws_lbs\" \"d\" {}\noutput \"none\" {\n  value = length([for s in var.list : s if s == data.aws_lbs.d.names[var.key]]) == 0\n}\n")},
			}, "")
			one, other := found["aws_lb.r one"], found["aws_lb.r other"]
			if len(one) < 2 || len(other) < 2 {
				t.Fatalf("one: %v, other: %v", one, other)
			}
			for _, a := range one {
				for _, b := range other {
					if _, ok := chain.And(a.when, b.when); !ok && a.value != b.value {
						t.Errorf("%v and %v are taken to exclude each other", a.when, b.when)
					}
				}
			}
		})
	}
}

// TestLikeConditions has one condition in two places, by the ways on which it gets there.
func TestLikeConditions(t *testing.T) {
	const text = `
variable "all" {}
locals {
  albs = [for s in var.all : s if s.alb]
  none = length(local.albs) == 0
}
module "m" {
  source = "./m"
  none   = local.none
}
resource "aws_lb" "a" {
  idle_timeout = local.none ? 1 : 2
}
`
	found := values(t, []txtar.File{
		{Name: "main.tf", Data: []byte(text)},
		{Name: "m/m.tf", Data: []byte("variable \"none\" {}\nresource \"aws_lb\" \"b\" {\n  idle_timeout = var.none ? 1 : 2\n}\n")},
	}, "")
	a, b := found["aws_lb.a idle_timeout"], found["module.m.aws_lb.b idle_timeout"]
	if len(a) != 2 || len(b) != 2 {
		t.Fatalf("a: %v, b: %v", a, b)
	}
	for _, x := range a {
		for _, y := range b {
			if _, ok := chain.And(x.when, y.when); ok != (x.value == y.value) {
				t.Errorf("%v together with %v: %v", x, y, ok)
			}
		}
	}
	if want := `length([for s in var.all : s if s.alb])`; !strings.HasPrefix(a[0].when.String(), want) {
		t.Errorf("the condition reads %s, want %s", a[0].when, want)
	}
}

// TestSizeOfSets has sets whose elements may turn out to be the same.
func TestSizeOfSets(t *testing.T) {
	tests := map[string]string{
		`length(toset([var.a, "x"]))`:                  "?",
		`length(toset([var.a, "x"])) > 0 ? 1 : 2`:      "1",
		`length(toset([var.a, "x"])) == 0 ? 1 : 2`:     "2",
		`length(toset([var.a]))`:                       "1",
		`length([var.a, "x"])`:                         "2",
		`length(toset(concat([var.a], ["x"]))) + 0`:    "?",
		`length(distinct(["x", "x", "y"]))`:            "2",
		`length(setunion(toset(["x"]), toset(["x"])))`: "1",
	}
	for expr, want := range tests {
		found := values(t, []txtar.File{{Name: "main.tf", Data: []byte("variable \"a\" {\n  type = string\n}\nresource \"aws_lb\" \"r\" {\n  idle_timeout = " + expr + "\n}\n")}}, "")
		if got := found["aws_lb.r idle_timeout"]; len(got) != 1 || got[0].value != want {
			t.Errorf("%s = %v, want %s", expr, got, want)
		}
	}
}
