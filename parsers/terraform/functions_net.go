package terraform

import (
	"errors"
	"fmt"
	"math/big"
	"net/netip"

	"github.com/zclconf/go-cty/cty"
)

var errPrefix = errors.New("it is no address range")

func prefixOf(s string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return p, errPrefix
	}
	return p.Masked(), nil
}

func wholeNumber(s string) (*big.Int, error) {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok || n.BitLen() > 130 {
		return nil, errors.New("a whole number is needed")
	}
	return n, nil
}

// plus adds to an address.
func plus(a netip.Addr, n *big.Int) (netip.Addr, error) {
	sum := new(big.Int).Add(new(big.Int).SetBytes(a.AsSlice()), n)
	if sum.Sign() < 0 || sum.BitLen() > a.BitLen() {
		return a, errors.New("the address is out of range")
	}
	b := make([]byte, a.BitLen()/8)
	out, _ := netip.AddrFromSlice(sum.FillBytes(b)) // as many bytes as an address has
	return out, nil
}

func power(bits int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(max(bits, 0))) }

func cidrHost(a []string) (cty.Value, error) {
	p, err := prefixOf(a[0])
	if err != nil {
		return cty.NilVal, err
	}
	n, err := wholeNumber(a[1])
	if err != nil {
		return cty.NilVal, err
	}
	size := power(p.Addr().BitLen() - p.Bits())
	if n.Sign() < 0 {
		n = new(big.Int).Add(size, n)
	}
	if n.Sign() < 0 || n.Cmp(size) >= 0 {
		return cty.NilVal, errors.New("the range has no such host")
	}
	host, err := plus(p.Addr(), n)
	return cty.StringVal(host.String()), err
}

func cidrNetmask(a []string) (cty.Value, error) {
	p, err := prefixOf(a[0])
	if err != nil || !p.Addr().Is4() {
		return cty.NilVal, errPrefix
	}
	m := uint32(0xffffffff) << (32 - p.Bits())
	if p.Bits() == 0 {
		m = 0
	}
	return cty.StringVal(fmt.Sprintf("%d.%d.%d.%d", m>>24, m>>16&255, m>>8&255, m&255)), nil
}

func cidrSubnet(a []string) (cty.Value, error) {
	p, err := prefixOf(a[0])
	if err != nil {
		return cty.NilVal, err
	}
	bits, err := wholeNumber(a[1])
	if err != nil {
		return cty.NilVal, err
	}
	n, err := wholeNumber(a[2])
	if err != nil {
		return cty.NilVal, err
	}
	out, err := subnet(p, bits, n)
	if err != nil {
		return cty.NilVal, err
	}
	return cty.StringVal(out.String()), nil
}

func subnet(p netip.Prefix, more, n *big.Int) (netip.Prefix, error) {
	width := p.Addr().BitLen()
	if !more.IsInt64() || more.Sign() < 0 || more.Int64() > int64(width-p.Bits()) {
		return p, errors.New("the range has not so many bits")
	}
	bits := p.Bits() + int(more.Int64())
	if n.Sign() < 0 {
		n = new(big.Int).Add(power(int(more.Int64())), n)
	}
	if n.Sign() < 0 || n.Cmp(power(int(more.Int64()))) >= 0 {
		return p, errors.New("the range has no such part")
	}
	at, err := plus(p.Addr(), new(big.Int).Lsh(n, uint(width-bits)))
	return netip.PrefixFrom(at, bits), err
}

func cidrContains(a []string) (cty.Value, error) {
	p, err := prefixOf(a[0])
	if err != nil {
		return cty.NilVal, err
	}
	if q, err := prefixOf(a[1]); err == nil {
		return cty.BoolVal(p.Bits() <= q.Bits() && p.Contains(q.Addr())), nil
	}
	addr, err := netip.ParseAddr(a[1])
	if err != nil {
		return cty.NilVal, errors.New("it is no address")
	}
	return cty.BoolVal(p.Contains(addr)), nil
}

// cidrSubnets cuts parts of given sizes from a range, one behind the other.
func cidrSubnets(e *evaluator, args []*value) *value {
	var rest []*big.Int
	p := netip.Prefix{}
	for i, a := range args {
		s, ok := a.key()
		if !ok {
			return e.several("cidrsubnets", args, firstWhy(args))
		}
		var err error
		if i == 0 {
			p, err = prefixOf(s)
		} else {
			var n *big.Int
			n, err = wholeNumber(s)
			rest = append(rest, n)
		}
		if err != nil {
			return invalid("cidrsubnets: " + err.Error())
		}
	}
	kids := []*value{}
	if !p.IsValid() {
		return invalid("cidrsubnets: " + errPrefix.Error())
	}
	width := p.Addr().BitLen()
	next := new(big.Int).SetBytes(p.Addr().AsSlice())
	end := new(big.Int).Add(next, power(width-p.Bits()))
	for _, more := range rest {
		if more.Sign() <= 0 || more.Cmp(big.NewInt(int64(width-p.Bits()))) > 0 {
			return invalid("cidrsubnets: the range has not so many bits")
		}
		bits := p.Bits() + int(more.Int64())
		size := power(width - bits)
		// Each part starts at a multiple of its size.
		start := new(big.Int).Add(next, new(big.Int).Sub(size, big.NewInt(1)))
		start.Rsh(start, uint(width-bits)).Lsh(start, uint(width-bits))
		if next = new(big.Int).Add(start, size); next.Cmp(end) > 0 {
			return invalid("cidrsubnets: the range is too small")
		}
		addr, _ := netip.AddrFromSlice(start.FillBytes(make([]byte, width/8))) // as many bytes as an address has
		kids = append(kids, text(netip.PrefixFrom(addr, bits).String()))
	}
	return tuple(kids)
}
