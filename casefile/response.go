package casefile

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
)

// subjects are what the findings are about, those of one of the kinds; all kinds
// where none is given.
func subjects(from []*detection.Finding, kinds ...string) []value {
	var out []value
	for _, f := range from {
		if len(kinds) == 0 || slices.Contains(kinds, f.Subject.Kind) {
			out = append(out, value{subject(f), f})
		}
	}
	return out
}

// subject names what a finding is about. Where that is no name but a piece of a
// command, or holds what only a shell would fill in, the statement itself tells more.
func subject(f *detection.Finding) string {
	name := f.Subject.Name
	switch {
	case name == "", strings.HasPrefix(name, "-"), strings.ContainsAny(name, "$`"),
		f.Subject.Kind == "firewall",
		f.Subject.Kind == "crontab" && strings.ContainsAny(name, " -"):
		s := statement(f)
		if f.Subject.Kind == "crontab" && (strings.Count(s, `"`)%2 == 1 || strings.Count(s, "(") != strings.Count(s, ")")) {
			return "crontab" // the citation ends inside the statement: a piece of it misleads
		}
		if s != "" {
			return s
		}
	}
	return name
}

// maxStatement bounds the bytes of a statement that stands for a name.
const maxStatement = 160

// statement returns the bytes that the first citation of the finding marks, as
// far as they are one line of text.
func statement(f *detection.Finding) string {
	var first func(r detection.Reason, depth int) []byte
	first = func(r detection.Reason, depth int) []byte {
		if len(r.At) > 0 {
			return r.At[0].Marked()
		}
		for _, u := range r.Under {
			if b := first(u, depth+1); b != nil || depth > 8 {
				return b
			}
		}
		return nil
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(first(f.Because, 0))), "\n")
	if !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return ""
	}
	if len(line) > maxStatement {
		cut := maxStatement
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		line = line[:cut] + "…"
	}
	return line
}

// examinedFile returns the file in which the finding stands, by its path on the
// machine where a collection tells that.
func examinedFile(f *detection.Finding) (name string, onMachine bool) {
	e := carrier(f.Where().Evidence)
	if p := e.Origin.Original; p != "" {
		return p, true
	}
	return e.Name, false
}

func (p *planner) preserve() {
	p.add("preserve.live", p.core)
	p.addValues("preserve.distrust", true, subjects(p.find("persistence.ld-preload", "concealment.rootkit", "concealment.mount", "concealment.wrapped-tool", "concealment.renamed-tool")))
	p.addValues("preserve.logs", true, subjects(p.find("tampering.logs")))
	p.addValues("preserve.times", true, subjects(p.find("concealment.timestamp")))
	p.addValues("preserve.containers", true, subjects(p.find("container."), "container"))
	p.files()
}

// files names what is here already and carries the findings.
func (p *planner) files() {
	var files []value
	for _, f := range p.all {
		files = append(files, value{f.Where().Evidence.Root().Name, f})
	}
	p.addValues("preserve.evidence", false, files)
}

func (p *planner) contain() {
	for _, f := range p.core {
		host := ""
		if f.Subject.Host != nil {
			host = *f.Subject.Host
		}
		p.tie("contain.isolate", host, f)
	}
	p.pools(false)
	own, shared, internal := p.servers()
	p.addValues("contain.downloads", false, own)
	p.addValues("contain.downloads-shared", false, shared)
	p.addValues("contain.internal", false, internal)
	p.addValues("contain.callbacks", false, subjects(p.find("callback.", "exfiltration."), "url", "host", "domain", "ip", "endpoint", "connection"))
	p.addValues("contain.suspend", true, p.programs())
	p.addValues("contain.spread", false, subjects(p.find("spreading.")))
}

// pools names the servers of miners that nobody declared: to be blocked, or to be
// looked for where it is doubtful whether anything mines.
func (p *planner) pools(doubtful bool) {
	p.eachPool(func(pool detection.Pool, f *detection.Finding) {
		phrase := "contain.pools"
		host, grade := indicator.ParseHost(pool.Host)
		if grade == indicator.HostNone || grade == indicator.HostFile || strings.ContainsAny(pool.Host, "${}<>%") {
			return
		}
		name := host
		if pool.Port != nil {
			name = indicator.Endpoint{Host: host, Port: *pool.Port}.Address()
		}
		switch {
		case doubtful:
			phrase = "verify.pools"
		case loopback(host):
			phrase = "contain.local"
		case private(host):
			phrase = "contain.proxy"
		}
		p.addValues(phrase, phrase == "contain.local", []value{{name, f}})
	})
}

// eachPool calls do for every pool that somebody unknown is paid at or works for.
func (p *planner) eachPool(do func(detection.Pool, *detection.Finding)) {
	for _, m := range p.c.Miners {
		if m.Role != evidence.Observed || m.Source.Evidence == nil || m.Authorization == detection.DeclaredByOwner {
			continue
		}
		f := p.findingOf(m.Source)
		if f == nil {
			continue
		}
		for _, pool := range m.Pools {
			switch pool.Payee {
			case detection.PaysDonation, detection.Example, detection.Decoy:
				continue
			}
			do(pool, f)
		}
	}
}

// findingOf is the finding that states what stands at that place, or else one of
// the same file.
func (p *planner) findingOf(at evidence.Locator) *detection.Finding {
	if at.Evidence == nil {
		return nil
	}
	in := p.mines[carrier(at.Evidence)]
	for _, f := range in {
		if w := f.Where(); w.Evidence == at.Evidence && w.Offset == at.Offset {
			return f
		}
	}
	if len(in) > 0 {
		return in[0]
	}
	return nil
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && (a.IsLoopback() || a.IsUnspecified())
}

func private(host string) bool {
	a, err := netip.ParseAddr(host)
	if err != nil {
		return !strings.Contains(host, ".") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal") || strings.HasSuffix(host, ".lan")
	}
	return a.IsPrivate() || a.IsLinkLocalUnicast()
}

// sharedServices serve files for everybody: to block them whole costs more than
// it gains, and their operators take reports of single addresses.
var sharedServices = []string{
	"github.com", "githubusercontent.com", "github.io", "gitlab.com", "gitlab.io", "bitbucket.org", "codeberg.org", "sourceforge.net", "gitee.com",
	"pastebin.com", "paste.ee", "rentry.co", "hastebin.com", "ghostbin.com", "termbin.com", "transfer.sh", "file.io", "0x0.st", "catbox.moe", "anonfiles.com", "gofile.io", "mediafire.com", "mega.nz", "wetransfer.com",
	"dropbox.com", "dropboxusercontent.com", "google.com", "googleusercontent.com", "googleapis.com", "onedrive.live.com", "1drv.ms", "sharepoint.com", "windows.net", "amazonaws.com", "cloudfront.net", "digitaloceanspaces.com", "aliyuncs.com", "myqcloud.com", "backblazeb2.com", "r2.dev", "workers.dev", "pages.dev",
	"discordapp.com", "discordapp.net", "telegram.org", "t.me", "docker.io", "docker.com", "quay.io", "ghcr.io", "npmjs.org", "pypi.org", "pythonhosted.org", "nodejs.org", "debian.org", "ubuntu.com", "centos.org", "fedoraproject.org", "archlinux.org", "microsoft.com", "python.org", "golang.org", "launchpad.net",
	"xmrig.com", "nanominer.org", "bit.ly", "tinyurl.com", "is.gd",
}

func sharedService(host string) bool {
	return slices.ContainsFunc(sharedServices, func(s string) bool { return host == s || strings.HasSuffix(host, "."+s) })
}

// metadata are the addresses at which clouds tell a machine about itself. What is
// asked of them is no download.
var metadata = []string{"169.254.169.254", "fd00:ec2::254", "100.100.100.200", "metadata.google.internal", "169.254.170.2"}

// servers are what programs were fetched from: servers of their own by host,
// addresses on services that many share, and machines of the same network.
func (p *planner) servers() (own, shared, internal []value) {
	add := func(name string, f *detection.Finding) {
		url, host := urlHost(name)
		switch {
		case host == "" || loopback(host) || f == nil || slices.Contains(metadata, host):
		case private(host):
			internal = append(internal, value{host, f})
		case sharedService(host):
			shared = append(shared, value{url, f}) // a server alone is no address to block
		default:
			own = append(own, value{host, f})
		}
	}
	downloads := p.find("download.")
	for _, v := range subjects(downloads, "url", "host", "domain", "ip", "endpoint") {
		add(v.text, v.from)
	}
	for _, i := range p.c.Indicators {
		if i.Type != indicator.TypeURL {
			continue
		}
		for _, s := range i.Sightings {
			if s.Use == detection.UseDownload && s.Role == evidence.Observed && s.At.Evidence != nil {
				add(i.Value, p.findingOf(s.At))
			}
		}
	}
	return own, shared, internal
}

// urlHost returns the URL, "" where the value names a server only, and its host.
func urlHost(s string) (url, host string) {
	_, rest, isURL := strings.Cut(s, "://")
	if isURL {
		url, s = s, "http://"+rest // whatever the scheme, the rest is written the same way
	}
	if e, ok := indicator.ParseEndpoint(s); ok && e.Grade() != indicator.HostFile {
		return url, e.Host
	}
	return url, ""
}
