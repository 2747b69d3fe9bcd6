package indicator

import "strings"

// Login is the user name of a pool, taken apart. Every pool has its own way to
// pack an address, a worker, a difficulty and a mail address into it.
type Login struct {
	Wallet     *Wallet // nil where the user is no wallet of a known coin
	Address    string  // who is paid: the wallet, or the name of an account
	Worker     string
	Difficulty string // a fixed difficulty, digits
	Email      string
	PaymentID  string // 16 or 64 hexadecimal digits after a Monero address
	Coin       string // the ticker in front, as unMineable and others want it
	Algorithm  string // what stands after ~ (MoneroOcean)
	Referral   string // what stands after # (unMineable)
	Solo       bool   // "solo:" in front
}

// SplitLogin takes a login apart: address.worker, address+difficulty,
// address/mail, address.paymentid, address:worker, address.worker/mail, address~algorithm,
// SOLO:address, XMR:address.worker#referral and their mixtures. The address is
// found first, since the signs mean different things at different pools.
func SplitLogin(user string) Login {
	var l Login
	s := strings.TrimSpace(user)
	s = l.tags(s)

	address, rest := cutAddress(s)
	if w, ok := DecodeWallet(address); ok {
		l.Wallet, l.Address = &w, w.Address
		if len(rest) > 2 && rest[0] == '%' { // of a URL: address%2Eworker
			rest = unescape(rest)
		}
		l.options(rest)
		return l
	}
	if l.mail(s) {
		return l
	}
	l.Address = address
	l.options(rest)
	return l
}

// tags takes "solo:" and a ticker off the front; a scheme that belongs to the
// address stays.
func (l *Login) tags(s string) string {
	for range 3 {
		tag, rest, ok := strings.Cut(s, ":")
		if !ok || len(rest) < 20 {
			return s
		}
		switch {
		case strings.EqualFold(tag, "solo"):
			l.Solo = true
		case l.Coin == "" && len(tag) >= 2 && len(tag) <= 6 && strings.ToUpper(tag) == tag && all([]byte(tag), alnum):
			if tag == "KASPA" {
				return s
			}
			l.Coin = tag
		case strings.EqualFold(tag, "monero"):
		default:
			return s
		}
		s = rest
	}
	return s
}

// cutAddress cuts at the first sign that pools put behind an address.
func cutAddress(s string) (address, rest string) {
	from := 0
	for _, p := range []string{"kaspa:", "kaspatest:", "bitcoincash:"} {
		if len(s) > len(p) && strings.EqualFold(s[:len(p)], p) {
			from = len(p)
		}
	}
	from = max(from, len(AddressScheme(s)))
	if i := strings.IndexAny(s[from:], "./+:@#~,;|% "); i >= 0 {
		return s[:from+i], s[from+i:]
	}
	return s, ""
}

// options reads what follows the address, sign by sign. Inside a worker's name
// dots are left alone.
func (l *Login) options(rest string) {
	for rest != "" {
		sign := rest[0]
		end := strings.IndexAny(rest[1:], "/+#")
		if sign == '~' { // names of algorithms have a slash of their own
			end = strings.IndexAny(rest[1:], "+#")
		}
		if sign == '/' { // a mail address may hold a plus
			if mail := cutAny(rest[1:], "/#"); isEmail(mail) {
				end = len(mail)
			}
		}
		if end < 0 {
			end = len(rest) - 1
		}
		word := rest[1 : 1+end]
		rest = rest[1+end:]
		switch {
		case word == "":
		case sign == '#':
			l.Referral = word
		case sign == '~':
			l.Algorithm = word
		case sign == '+' && all([]byte(word), digit):
			l.Difficulty = word
		case sign == '+':
			if n := strings.IndexAny(word, ".:"); n > 0 && all([]byte(word[:n]), digit) {
				l.Difficulty = word[:n]
				rest = word[n:] + rest
			} else {
				l.worker(word)
			}
		case sign == '/' && isEmail(word):
			l.Email = word
		case sign == '.' && l.PaymentID == "" && l.Wallet != nil && l.Wallet.Coin == Monero && l.paymentID(word, &rest):
		default:
			l.worker(word)
		}
	}
}

// paymentID reads a payment id at the start of a word; what follows it is put back.
func (l *Login) paymentID(word string, rest *string) bool {
	id, tail := word, ""
	if i := strings.IndexAny(word, ".:"); i >= 0 {
		id, tail = word[:i], word[i:]
	}
	if len(id) != 16 && len(id) != 64 || !all([]byte(id), hexDigit) {
		return false
	}
	l.PaymentID = strings.ToLower(id)
	*rest = tail + *rest
	return true
}

func (l *Login) worker(s string) {
	if l.Worker == "" {
		l.Worker = s
	} else {
		l.Worker += "/" + s
	}
}

// mail reads a login that is a mail address, with or without a worker behind it.
func (l *Login) mail(s string) bool {
	whole, worker, _ := strings.Cut(s, "/")
	if strings.Count(whole, "@") != 1 || !isEmail(whole) {
		return false
	}
	l.Email, l.Address, l.Worker = whole, whole, worker
	return true
}

func isEmail(s string) bool {
	_, _, ok := cutEmail(s)
	return ok
}

func cutAny(s, signs string) string {
	if i := strings.IndexAny(s, signs); i >= 0 {
		return s[:i]
	}
	return s
}
