package text

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"lamproom/observation"
)

// hunting is a line that looks for a process in order to end it, or shuts a
// host out.
var hunting = regexp.MustCompile(`(?i)\b(pkill|killall|pgrep|taskkill|tskill|Stop-Process)\b|\bkill\s+-|\b(grep|netstat|ss|ps)\b.*\b(kill|awk)\b|\b(iptables|ip6tables|ufw|nft)\b`)

const hostPort = `(\[[0-9A-Fa-f:]+\]|[\w.-]+):(\d{1,5})`

// outputs are the lines that running miners write, in the words of their
// releases. The first that fits decides.
var outputs = []struct {
	layout, event string
	re            *regexp.Regexp
	// which group holds what, 0 where none does
	version, host, port, accepted int
}{
	{"xmrig", "banner", regexp.MustCompile(`\* (?:VERSIONS|ABOUT)[:\s]+(?:XMRig|xmrig)[\w-]*/(\d[\w.+-]*)`), 1, 0, 0, 0},
	{"xmrig", "pool", regexp.MustCompile(`\* POOL #\d+\S*\s+(?:stratum\+\w+://)?` + hostPort), 0, 1, 2, 0},
	{"xmrig", "pool", regexp.MustCompile(`\buse pool (?:\w+ )?` + hostPort), 0, 1, 2, 0},
	{"xmrig", "job", regexp.MustCompile(`\bnew job from ` + hostPort + ` diff `), 0, 1, 2, 0},
	{"xmrig", "accepted", regexp.MustCompile(`\baccepted \((\d+)/\d+(?:\+\d+)?\) diff `), 0, 0, 0, 1},
	{"xmrig", "rejected", regexp.MustCompile(`\brejected \((\d+)/\d+(?:\+\d+)?\) diff `), 0, 0, 0, 1},
	{"xmrig", "speed", regexp.MustCompile(`\bspeed (?:10s/60s/15m|2\.5s/60s/15m) `), 0, 0, 0, 0},
	{"xmr-stak", "pool", regexp.MustCompile(`Pool (?:stratum\+\w+://)?` + hostPort + ` connected\. Logging in`), 0, 1, 2, 0},
	{"xmr-stak", "pool", regexp.MustCompile(`Fast-connecting to (?:stratum\+\w+://)?` + hostPort + ` pool`), 0, 1, 2, 0},
	{"xmr-stak", "accepted", regexp.MustCompile(`\b(?:Share|Result) accepted(?: by the pool)?\b`), 0, 0, 0, 0},
	{"cpuminer", "pool", regexp.MustCompile(`Starting Stratum on (?:stratum\+\w+://)?` + hostPort), 0, 1, 2, 0},
	{"cpuminer", "pool", regexp.MustCompile(`Stratum difficulty set to `), 0, 0, 0, 0},
	{"cpuminer", "accepted", regexp.MustCompile(`\baccepted: (\d+)/\d+ \(`), 0, 0, 0, 1},
}

var stamp = regexp.MustCompile(`(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?`)
var escapes = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]")

// minerOutput reads a line of a miner's log. Colours are left out.
func (p *page) minerOutput(at int) {
	from, to := p.line(at)
	if p.isTaken(from) || to-from > 4<<10 || !p.owns(from) {
		return
	}
	line := string(p.text[from:to])
	if strings.IndexByte(line, 0x1b) >= 0 {
		line = escapes.ReplaceAllString(line, "")
	}
	if s := base(p.class); s == observation.Code || s == observation.Pattern || s == observation.Script && !strings.HasPrefix(strings.TrimSpace(line), "[") {
		return
	}
	for _, o := range outputs {
		m := o.re.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		f := observation.MinerOutput{Layout: o.layout, Event: o.event, Line: p.value(line, from, to)}
		if o.version > 0 {
			f.Version = m[o.version]
		}
		if o.host > 0 {
			f.Host = strings.ToLower(strings.Trim(m[o.host], "[]"))
			f.Port, _ = strconv.Atoi(m[o.port])
			if f.Port > 65535 {
				f.Port = 0
			}
		}
		if o.accepted > 0 {
			f.Accepted, _ = strconv.Atoi(m[o.accepted])
		}
		p.take(from, to)
		p.observe(from, to, observation.Observation{Time: timeOf(line), Fact: f})
		return
	}
}

// timeOf reads the time a line begins with. Miners write local time without
// saying which; it is taken as UTC.
func timeOf(line string) time.Time {
	m := stamp.FindStringSubmatch(line[:min(len(line), 64)])
	if m == nil {
		return time.Time{}
	}
	n := make([]int, 7)
	for i := range 6 {
		n[i], _ = strconv.Atoi(m[i+1])
	}
	if m[7] != "" {
		n[6], _ = strconv.Atoi((m[7] + "000000000")[:9])
	}
	t := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], n[6], time.UTC)
	if t.Month() != time.Month(n[1]) || t.Day() != n[2] {
		return time.Time{}
	}
	return t
}
