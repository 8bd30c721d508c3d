package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// pen writes one text.
type pen struct {
	rand *rand.Rand
	want int // bytes; a text ends with the first whole piece that reaches it
	text []byte
}

// f appends a piece.
func (p *pen) f(format string, args ...any) { p.text = fmt.Appendf(p.text, format, args...) }

// until repeats a piece until the text is long enough, at least once.
func (p *pen) until(piece func()) {
	for {
		piece()
		if len(p.text) >= p.want {
			return
		}
	}
}

// one picks a word.
func (p *pen) one(of ...string) string { return of[p.rand.IntN(len(of))] }

// n is a number from low to high, both included.
func (p *pen) n(low, high int) int { return low + p.rand.IntN(high-low+1) }

// chance is true in so many of a hundred cases.
func (p *pen) chance(percent int) bool { return p.rand.IntN(100) < percent }

func (p *pen) word() string { return words[p.rand.IntN(len(words))] }

// snake, kebab, camel and title are names of two words.
func (p *pen) snake() string { return p.word() + "_" + p.word() }
func (p *pen) kebab() string { return p.word() + "-" + p.word() }
func (p *pen) camel() string { return p.word() + title(p.word()) }
func (p *pen) title() string { return title(p.word()) + title(p.word()) }

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// sentence has some words, a capital and a full stop.
func (p *pen) sentence() string {
	all := make([]string, p.n(6, 18))
	for i := range all {
		all[i] = p.word()
	}
	return title(strings.Join(all, " ")) + "."
}

// words are those of software that sells things; some are ones that a search for timeouts meets as well.
var words = strings.Fields(`account address amount archive asset attempt audit balance banner basket batch billing bonus branch
browser bucket budget buyer cache campaign cancel capture card carrier cart catalog category channel charge checkout city client
color column comment company connection contact content context country coupon credit currency customer dashboard date deadline
debit delivery deposit detail device discount document domain draft email employee entry event export factor feature feed field
filter flag folder forecast format fraud fulfil gateway gift group handler header history image import index inventory invoice
item job journal keepalive label language layout ledger limit link list locale location lock login logo margin market member
menu merchant message metric model module month name network note notice number offer order origin owner package page panel
partner password payment payout period phone picture plan policy pool port price product profile promo provider purchase quantity
query queue quote rate reason receipt record refund region report request reserve response result retry return review role route
rule sale schedule schema score search section seller server service session setting shipment shop signal site size slot source
stage state status stock store stream street summary supplier support table target task tax team template tenant term ticket
timeout token topic total tracking transfer type unit update upload upstream user value vendor version view visit voucher wallet
warehouse webhook week weight widget worker zone`)
