package indicator

import "lamproom/monero"

// longestRun is how far the inside of a run of letters and digits is searched
// for a Monero address that nothing parts from its neighbours, as in the string
// tables of some compilers. In a longer run only both ends are tried.
const longestRun = 4096

// findRuns finds what is one long run of letters and digits: wallets and hashes.
func findRuns(text []byte, from int, found []Match) (int, []Match) {
	for {
		start, end := nextRun(text, from)
		if start < 0 {
			return len(text), found
		}
		found = appendRun(text, start, end, found)
		from = end
		if n := len(found); n > 0 {
			// a payment id behind the address belongs to it
			if last := &found[n-1]; last.Wallet != nil && last.Wallet.Coin == Monero && at(text, end) == '.' {
				id := end + 1
				for id < len(text) && id-end <= 64 && class[text[id]]&hexDigit != 0 {
					id++
				}
				if id-end-1 == 64 && !is(text, id, alnum) {
					from = id
				}
			}
			return from, found
		}
	}
}

func appendRun(text []byte, start, end int, found []Match) []Match {
	run := text[start:end]
	if all(run[:ShortestWallet], hexDigit) {
		if m, ok := hashAt(text, start, end); ok {
			return append(found, m)
		}
	}
	switch {
	case len(run) >= monero.Chars-1:
		return appendLong(text, start, end, found)
	case run[0] == '0' && run[1] == 'x' || run[0] == '0' && run[1] == 'X':
		if len(run) == 42 && !is(text, start-1, hostChar) && diverse(run[2:]) {
			if w, ok := decodeEthereum(string(run)); ok && w.Valid {
				return append(found, walletMatch(w, start, end))
			}
		}
		return found
	case at(text, start-1) == ':':
		if s := cashaddrStart(text, start); s >= 0 {
			if w, ok := decodeCashaddr(string(text[s:end])); ok && w.Valid {
				return append(found, walletMatch(w, s, end))
			}
		}
	}
	s := string(run)
	if bech32Written(s) {
		if w, ok := decodeBech32(s); ok && w.Valid {
			return append(found, walletMatch(w, start, end))
		}
	}
	if len(run) <= 52 && all(run, base58) {
		if w, ok := decodeBase58Check(s); ok {
			return append(found, walletMatch(w, start, end))
		}
	}
	return found
}

// cashaddrStart is where the scheme of a cashaddr begins that ends before i.
func cashaddrStart(text []byte, i int) int {
	for _, p := range []string{"kaspa:", "kaspatest:", "bitcoincash:", "bchtest:"} {
		if s := i - len(p); s >= 0 && hasFold(text[s:], p) && !is(text, s-1, alnum) {
			return s
		}
	}
	return -1
}

// appendLong finds addresses of Monero's family in a run that is long enough.
func appendLong(text []byte, start, end int, found []Match) []Match {
	run := text[start:end]
	if len(run) <= 256 && all(run, base58) {
		if w, ok := decodeCryptoNote(string(run)); ok && w.Valid {
			return append(found, walletMatch(w, start, end))
		}
	}
	n := len(found)
	for i := 0; i+monero.Chars <= len(run); i++ {
		if len(run) > longestRun && i > 0 {
			// skip to the tail, where an address of either length may end the run
			if tail := len(run) - monero.IntegratedChars; i < tail {
				i = tail
			}
			if left := len(run) - i; left != monero.IntegratedChars && left != monero.Chars {
				continue
			}
		}
		if w, size := moneroAt(run[i:]); size > 0 {
			found = append(found, walletMatch(w, start+i, start+i+size))
			i += size - 1
		}
	}
	if len(found) == n {
		if w, ok := nearlyMonero(text, start, end); ok {
			found = append(found, walletMatch(w, start, end))
		}
	}
	return found
}

// moneroAt reads a valid Monero address at the start of b. The length follows
// from the first two characters, but for the few where two kinds meet.
func moneroAt(b []byte) (Wallet, int) {
	for i := range starts {
		f := &starts[i]
		if b[0] != f.first || b[1] < f.low || b[1] > f.high {
			continue
		}
		size := monero.Chars
		if f.kind == monero.Integrated {
			size = monero.IntegratedChars
		}
		if size > len(b) || !all(b[:size], base58) || monotonous(b[:size]) {
			continue
		}
		if w, ok := decodeMonero(string(b[:size])); ok && w.Valid {
			return w, size
		}
	}
	return Wallet{}, 0
}

// monotonous says whether one character fills more of an address than chance
// would ever let it. It spares the checksum of fillings and drawn lines.
func monotonous(b []byte) bool {
	var count [128]uint8
	for _, c := range b {
		if count[c&0x7f]++; count[c&0x7f] > 14 {
			return true
		}
	}
	return false
}

// nearlyMonero takes a token for a damaged Monero address, more strictly than
// [DecodeWallet]: a mainnet address by its first two characters, at most one
// character off in length and two outside the alphabet, with nothing before or
// behind that base64 or a longer name would have.
func nearlyMonero(text []byte, start, end int) (Wallet, bool) {
	run := text[start:end]
	f := startOf(string(run[:2]))
	if f == nil || f.network != monero.Mainnet {
		return Wallet{}, false
	}
	if abs(len(run)-monero.Chars) > 1 && abs(len(run)-monero.IntegratedChars) > 1 {
		return Wallet{}, false
	}
	switch at(text, start-1) {
	case '+', '/', '-', '_', '.', '%', '\\':
		return Wallet{}, false
	}
	switch at(text, end) {
	case '-', '_', '=', '%':
		return Wallet{}, false
	}
	if !looksRandom(string(run), 2) || monotonous(run) {
		return Wallet{}, false
	}
	return damagedMonero(string(run))
}

// hashAt reads a digest that is the whole run.
func hashAt(text []byte, start, end int) (Match, bool) {
	s := string(text[start:end])
	t, ok := HashType(s)
	if !ok || !oneCase(s) || !diverse(text[start:end]) {
		return Match{}, false
	}
	i, _ := New(t, s)
	return Match{Indicator: i, Start: start, End: end}, true
}

// diverse says whether hexadecimal digits are as mixed as those of a digest.
func diverse(b []byte) bool {
	var seen [256]bool
	kinds, letters, digits := 0, 0, 0
	for _, c := range b {
		if !seen[c] {
			seen[c] = true
			kinds++
		}
		if class[c]&digit != 0 {
			digits++
		} else {
			letters++
		}
	}
	return kinds >= 8 && letters >= 2 && digits >= 2
}

func walletMatch(w Wallet, start, end int) Match {
	return Match{Indicator: w.Indicator(), Wallet: &w, Start: start, End: end}
}
