package indicator

// ShortestWallet is the length of the shortest run of letters and digits that
// can hold a wallet: a Bitcoin address of 25 characters.
const ShortestWallet = 25

// WalletCandidates finds every longest run of at least [ShortestWallet] ASCII
// letters and digits: what can be base58, bech32 or hexadecimal. It yields the
// run's place and stops when yield returns false.
//
// It looks at every 25th byte and, where that is in a run, backwards for the
// run's start; a byte that is no letter or digit clears the 25 before it. So on
// ordinary text it reads a fraction of the bytes, and on no text one twice but
// for the end of a run.
func WalletCandidates(b []byte, yield func(start, end int) bool) {
	for at := 0; ; {
		start, end := nextRun(b, at)
		if start < 0 || !yield(start, end) {
			return
		}
		at = end
	}
}

// nextRun is the first long run that starts at or after from, which is where a
// run may start; -1 where there is none.
func nextRun(b []byte, from int) (start, end int) {
	for from+ShortestWallet <= len(b) {
		i := from + ShortestWallet - 1
		for i >= from && class[b[i]]&alnum != 0 {
			i--
		}
		if i >= from {
			from = i + 1
			continue
		}
		end := from + ShortestWallet
		for end < len(b) && class[b[end]]&alnum != 0 {
			end++
		}
		return from, end
	}
	return -1, -1
}
