package rules

import "github.com/timeoutlint/timeoutlint/chain"

var unknownReference = &Rule{Doc: doc("TL003"), Check: func(p *Pass) { p.problems(chain.ReferenceProblem) }}
