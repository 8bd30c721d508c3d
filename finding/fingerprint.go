package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Fingerprint identifies a finding across runs, machines, moved lines and reworded messages: 16 hex digits over the rule, the hop's canonical
// ids and the subject.
func (f *Finding) Fingerprint() string {
	parts := []string{f.Rule.ID}
	if f.Hop != nil {
		parts = append(parts, f.Hop.Client.Owner.Canon, f.Hop.Server.Owner.Canon)
	}
	parts = append(parts, f.Subject...)
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}
