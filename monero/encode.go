package monero

import "encoding/binary"

// String writes the address. Of an address with a network or kind that Monero
// does not have it is empty.
func (a Address) String() string {
	for _, f := range forms {
		if f.network != a.Network || f.kind != a.Kind {
			continue
		}
		body := append(a.Spend[:], a.View[:]...)
		if a.Kind == Integrated {
			body = append(body, a.PaymentID[:]...)
		}
		return EncodeAny(f.prefix, body)
	}
	return ""
}

// EncodeAny writes the address of any CryptoNote coin: prefix, body, checksum.
func EncodeAny(prefix uint64, body []byte) string {
	data := binary.AppendUvarint(nil, prefix)
	data = append(data, body...)
	sum := checksum(data)
	return EncodeBase58(append(data, sum[:]...))
}
