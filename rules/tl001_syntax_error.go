package rules

import "github.com/timeoutlint/timeoutlint/chain"

var syntaxError = &Rule{Doc: doc("TL001"), Check: func(p *Pass) {
	p.problems(chain.SyntaxProblem)
}}
