package indicator

import "bytes"

// findMail goes from @ to @. The login of a URL is no mail address, and neither
// is "git@host:path".
func findMail(text []byte, from int, found []Match) (int, []Match) {
	for {
		i := bytes.IndexByte(text[from:], '@')
		if i < 0 {
			return len(text), found
		}
		i += from
		from = i + 1
		s, end := i, i+1
		for i-s <= 64 && is(text, s-1, emailChar) {
			s--
		}
		for end-i <= 254 && is(text, end, hostChar) {
			end++
		}
		for s < i && class[text[s]]&alnum == 0 {
			s++
		}
		for end > i && class[text[end-1]]&alnum == 0 {
			end--
		}
		if i-s < 1 || i-s > 64 || end-s < 8 || inAuthority(text, s) {
			continue
		}
		if c := at(text, end); c == '@' || c == ':' && is(text, end+1, alnum) || c == ':' && at(text, end+1) == '/' {
			continue
		}
		if e, ok := New(TypeEmail, string(text[s:end])); ok {
			return end, append(found, Match{Indicator: e, Start: s, End: end})
		}
	}
}

// inAuthority says whether "://" stands before i with nothing between that ends
// an authority.
func inAuthority(text []byte, i int) bool {
	for n := 0; i > 0 && n < longestAuthority; n++ {
		i--
		if text[i] == '/' {
			return i >= 2 && text[i-1] == '/' && text[i-2] == ':'
		}
		if class[text[i]]&urlChar == 0 {
			return false
		}
	}
	return false
}

// findDots finds IPv4 addresses: four numbers and nothing of a version, an
// object identifier or a file name around them.
func findDots(text []byte, from int, found []Match) (int, []Match) {
	for {
		i := bytes.IndexByte(text[from:], '.')
		if i < 0 {
			return len(text), found
		}
		i += from
		from = i + 1
		if !is(text, i-1, digit) || !is(text, i+1, digit) {
			continue
		}
		s := i
		for i-s < 3 && is(text, s-1, digit) {
			s--
		}
		end := i
		for end-s < 15 && (is(text, end, digit) || at(text, end) == '.' && is(text, end+1, digit)) {
			end++
		}
		if !isIPv4(text[s:end]) || notAddress(text, s, end) {
			continue
		}
		return end, append(found, Match{Indicator: Indicator{TypeIP, string(text[s:end])}, Start: s, End: end})
	}
}

// isIPv4 reads four numbers in their only spelling. Addresses of no host (those
// from 0 and from 224 on) are not meant: masks and versions look like them.
func isIPv4(b []byte) bool {
	part, n, size := 0, 0, 0
	for i := 0; i <= len(b); i++ {
		if i < len(b) && b[i] != '.' {
			if n = n*10 + int(b[i]-'0'); n > 255 || size > 0 && n < 10 {
				return false
			}
			size++
			continue
		}
		if size == 0 || part == 0 && (n == 0 || n >= 224) {
			return false
		}
		part++
		n, size = 0, 0
	}
	return part == 4
}

// notAddress looks at what touches four numbers with dots between.
func notAddress(text []byte, s, end int) bool {
	switch c := at(text, s-1); {
	case class[c]&alnum != 0, c == '.', c == '_', c == '-' && is(text, s-2, alnum) && !is(text, s-2, digit):
		return true
	case c == '/' && is(text, s-2, alnum): // Chrome/120.0.0.0, but /dev/tcp/203.0.113.7
		if before := text[max(0, s-4):s]; string(before) != "tcp/" && string(before) != "udp/" && string(before) != "ip4/" {
			return true
		}
	}
	switch c := at(text, end); {
	case class[c]&alnum != 0, c == '_', c == '.' && is(text, end+1, alnum), c == '-' && is(text, end+1, alnum) && !is(text, end+1, digit):
		return true
	}
	for i := s - 1; i >= 0 && s-i <= 14 && class[text[i]]&space == 0; i-- { // Version=4.0.0.0
		if hasFold(text[i:s], "ersion") {
			return true
		}
	}
	return false
}

// findCVEs goes from hyphen to hyphen.
func findCVEs(text []byte, from int, found []Match) (int, []Match) {
	for {
		i := bytes.IndexByte(text[from:], '-')
		if i < 0 {
			return len(text), found
		}
		i += from
		from = i + 1
		if s := i - 3; s >= 0 && !is(text, s-1, alnum) {
			if n := cveLen(text[s:min(len(text), s+24)]); n > 0 && !is(text, s+n, alnum) {
				id, _ := New(TypeCVE, string(text[s:s+n]))
				return s + n, append(found, Match{Indicator: id, Start: s, End: s + n})
			}
		}
	}
}
