package rules

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/finding"
)

var suppressionWithoutReason = &Rule{Doc: doc("TL901"), Late: true, Check: func(p *Pass) {
	for _, s := range p.Suppressions {
		if s.Reason != "" || s.Problem != "" {
			continue
		}
		p.Report(&finding.Finding{
			Message: "this ignore of " + strings.Join(s.Rules, ", ") + " gives no reason: whoever reads it later cannot tell whether it still holds",
			At:      s.At, Subject: s.Rules,
			Help: []string{"say why, and until when if it is for a time: timeoutlint:ignore " + strings.Join(s.Rules, ",") + " until=" +
				p.Now.AddDate(0, 3, 0).Format("2006-01-02") + " the balancer is replaced in spring"},
		})
	}
}}
