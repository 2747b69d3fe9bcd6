package behaviour

import (
	"regexp"
	"slices"
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/observation"
	"lamproom/rule/behaviour"
	"lamproom/rules"
)

// minerNames are what mining programs and what belongs to them are called.
var minerNames = regexp.MustCompile(`(?i)(xmr|monero|minerd|minergate|cpuminer|ccminer|nanominer|srbminer|lolminer|phoenixminer|ethminer|cryptonight|crypto-?pool|stratum|randomx|nicehash|t-rex|nbminer|claymore|teamredminer|cnrig|hashvault|supportxmr|moneroocean|c3pool|minexmr|nanopool|f2pool|dwarfpool|2miners|unmineable|\bxm[ar]?64\b|coinhive|donate-level|mining|\bminer\b|miner$|^miner)`)

// botNames are programs of known botnets that mine, as reports name them
// (Kinsing, WatchDog, TeamTNT, 8220, Rocke, Outlaw, Sysrv, DDG, LemonDuck and
// others): rivals to each other.
var botNames = regexp.MustCompile(`(?i)(kinsing|kdevtmpfsi|kworkerds|kerberods|khugepageds|ksoftirqds|kthrotlds|watchbog|watchdogs|sysguard|sysupdate|networkservice|ddgs?\.\d|qw3xt|2t3ik|dbused|bashirc|sustes|zigw|solr\.sh|solrd|pocosow|gakeaws|azulu|masscan|pnscan|tsm32|tsm64|rsync64|crond64|zzh|sysrv|phpguard|phpupdate|networkxm|dockerd-?dedsec|biosetjenkins|irqbalanc1|disk_genius|wnTKYg|trace\.?miner|log_?rot|nodejs_?miner|javs|xmlrpc\.1|polkitd?miner|perfctl|meshagent-?x|auto\.sh|spreadqlmiitj|barad_?miner|hezb|tracepath1|kwwwork\w*|kthreaddk|hicolor|cryptominer|\bxig\b|javae|lpl0|wc\.conf|vmlinuz1|systemten)`)

// minerPorts are ports that hardly anything but pools listens on.
var minerPorts = regexp.MustCompile(`(^|[:\s=*.])(3333|3334|4444|5555|6666|7777|8888|9999|13531|13333|14433|14444|45560|45700|33333|10034|20580|443[34]|8444|10128|10343)\b`)

// greedy is the hunt for whoever uses much of the processor.
var greedy = regexp.MustCompile(`\$3 ?>=? ?\d\d|%cpu|\$9 ?> ?\d\d`)

// enders end or remove what they are given.
var enders = map[string]bool{"pkill": true, "killall": true, "taskkill": true, "stop-process": true, "tskill": true, "skill": true, "rm": true, "del": true, "remove-item": true, "killall5": true, "fuser": true, "rmdir": true, "rd": true}

// rivals notes whom a command drives away.
func (s *session) rivals(sc *scene, c observation.CommandLine, joined string, at evidence.Citation, out detection.Emitter) {
	program := behaviour.Program(c)
	switch {
	case enders[program]:
	case (program == "docker" || program == "podman") && (strings.HasPrefix(joined, "rm") || strings.HasPrefix(joined, "kill") || strings.HasPrefix(joined, "stop")):
	case program == "wmic" && strings.Contains(strings.ToLower(joined), "delete"):
	case program == "systemctl" && (strings.HasPrefix(joined, "stop") || strings.HasPrefix(joined, "disable")):
	case program == "schtasks" && strings.Contains(strings.ToLower(joined), "/delete"), program == "sc" && strings.HasPrefix(strings.ToLower(joined), "delete"):
	case program == "grep" || program == "egrep" || program == "fgrep" || program == "awk" || program == "pgrep" || program == "findstr" || program == "lsof" || program == "pidof" || program == "sed" || program == "where-object":
		kills := slices.ContainsFunc(c.PipedTo, func(p string) bool {
			return p == "kill" || p == "xargs" || enders[p] || p == "docker"
		}) || slices.Contains(c.Wrappers, "$()") && killing.MatchString(c.Raw.Text)
		cron := slices.Contains(c.PipedTo, "crontab")
		inverted := strings.HasPrefix(joined, "-v") || strings.Contains(joined, " -v ")
		if !(kills && !inverted || cron && (inverted || program == "sed")) {
			return
		}
		if program == "awk" && greedy.MatchString(joined) {
			s.add(sc, &own.kill, "whatever uses much of the processor", at, c.Setting)
			sc.traits.greedy = true
			return
		}
	case program == "iptables" || program == "ip6tables" || program == "nft" || program == "route" || program == "ip" || program == "ufw" || program == "netsh" || program == "firewall-cmd" || program == "ipset":
		if blocks.MatchString(joined) {
			s.targets(sc, &own.block, c, at, out)
		}
		return
	default:
		return
	}
	s.targets(sc, &own.kill, c, at, out)
}

var (
	killing = regexp.MustCompile(`\bkill\b`)
	blocks  = regexp.MustCompile(`(?i)(-j (DROP|REJECT)|\b(drop|reject|blackhole|unreachable|deny|block)\b)`)
	parts   = regexp.MustCompile(`[^\s|"'` + "`" + `(){}\[\],;&^$*?<>=]+`)
)

// targets notes the rivals among the arguments of a command. Their hosts and
// wallets are decoys: whoever reads them for the operator's own is led astray.
func (s *session) targets(sc *scene, r *behaviour.Rule, c observation.CommandLine, at evidence.Citation, out detection.Emitter) {
	const most = 256
	n := 0
	for i, a := range c.Argv {
		if i == 0 || len(a.Text) > 1 && a.Text[0] == '-' && !strings.Contains(a.Text, "xmr") && len(a.Text) < 12 {
			continue
		}
		for _, t := range parts.FindAllString(a.Text, most) {
			if n++; n > most {
				return
			}
			t = strings.TrimRight(t, `\/.:`)
			if rival(t, i > 0 && (c.Argv[i-1].Text == "--dport" || c.Argv[i-1].Text == "--sport")) {
				where := a.At
				if where.Evidence == nil {
					where = at
				}
				s.add(sc, r, t, where, c.Setting)
				sc.traits.rival(t, r == &own.block, where)
				decoy(t, where, out)
			}
		}
	}
}

// rival reports whether a word names a miner, a pool or a botnet that mines.
func rival(t string, port bool) bool {
	if len(t) < 3 || len(t) > 200 {
		return false
	}
	if minerNames.MatchString(t) || botNames.MatchString(t) {
		return true
	}
	if minerPorts.MatchString(t) && (port || strings.Contains(t, ":")) {
		return true
	}
	host, _, _ := strings.Cut(strings.TrimPrefix(t, "*"), ":")
	if _, _, ok := rules.Pool(strings.ToLower(host)); ok {
		return true
	}
	return len(t) > 90 && indicator.SplitLogin(t).Wallet != nil
}

// decoy emits the indicator in the name of a rival.
func decoy(t string, at evidence.Citation, out detection.Emitter) {
	if at.Evidence == nil || !strings.ContainsAny(t, ".:") && len(t) < 90 {
		return
	}
	emit := func(kind indicator.Type, value string) {
		if ind, ok := indicator.New(kind, value); ok {
			out.Sighting(detection.Sighting{Indicator: ind, At: at.Locator, Role: evidence.Observed, Use: detection.UseDecoy})
		}
	}
	if e, ok := indicator.ParseEndpoint(t); ok && e.Port != 0 {
		emit(indicator.TypeEndpoint, t)
		t = e.Host
	}
	if host, grade := indicator.ParseHost(t); grade == indicator.HostIP {
		emit(indicator.TypeIP, host)
		return
	} else if _, _, known := rules.Pool(host); known || grade >= indicator.HostName {
		emit(indicator.TypeDomain, host)
		return
	}
	indicator.Scan([]byte(t), func(m indicator.Match) bool {
		if m.Type != indicator.TypePath {
			out.Sighting(detection.Sighting{Indicator: m.Indicator, Wallet: m.Wallet, At: at.Locator, Role: evidence.Observed, Use: detection.UseDecoy})
		}
		return true
	})
}

var hostLine = regexp.MustCompile(`(?m)^\s*(?:0\.0\.0\.0|127\.0\.0\.1|::1?)\s+([^\s#]+)`)

// blocked reads what is written to the file of host names.
func (s *session) blocked(sc *scene, f observation.Written, out detection.Emitter) {
	if p := strings.ToLower(f.Path); !strings.HasSuffix(p, "/etc/hosts") && !strings.HasSuffix(p, `\etc\hosts`) {
		return
	}
	for _, m := range hostLine.FindAllStringSubmatch(f.Text.Text, maxNames) {
		if rival(m[1], false) {
			s.add(sc, &own.block, m[1], f.Text.At, f.Setting)
			sc.traits.rival(m[1], true, f.Text.At)
			decoy(m[1], f.Text.At, out)
		}
	}
}
