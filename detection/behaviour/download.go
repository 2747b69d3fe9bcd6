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
)

// fetchers are programs that get a file from the network, and whether their
// operands may be addresses without a scheme.
var fetchers = map[string]bool{
	"curl": true, "wget": true, "fetch": true, "aria2c": true, "axel": true, "lwp-download": true, "lwp-request": true, "get": false, "http": false, "https": false, "wget2": true, "curlie": true,
	"certutil": false, "bitsadmin": false, "mshta": false, "regsvr32": false, "msiexec": false, "invoke-webrequest": false, "iwr": false, "invoke-restmethod": false, "irm": false, "start-bitstransfer": false,
	"tftp": false, "ftpget": false, "add": false, "powershell": false, "pwsh": false, "python": false, "python3": false, "perl": false, "php": false, "ruby": false, "lynx": false, "links": false, "w3m": false, "desktopimgdownldr": false, "hh": false, "ieexec": false, "fetch_url": false,
}

var (
	urlPattern = regexp.MustCompile(`(?i)\b(?:https?|ftps?|tftp)://[^\s"'<>|;)(` + "`" + `]+`)
	bareHost   = regexp.MustCompile(`^(?:\d{1,3}(?:\.\d{1,3}){3}|[a-zA-Z0-9][\w-]*(?:\.[\w-]+)*\.[a-zA-Z]{2,12})(?::\d{1,5})?(?:/[^\s"']*)?$`)
	netClass   = regexp.MustCompile(`(?i)(downloadstring|downloadfile|downloaddata|openread|webclient|invoke-webrequest|invoke-restmethod|\biwr\b|\birm\b|xmlhttp|winhttp|bitstransfer|urllib|requests\.get|urlopen|lwp::|file_get_contents|net::http|\bwget\b|\bcurl\b)`)
	into       = regexp.MustCompile(`(?i)(downloadfile|urlretrieve|savetofile)`)
	sends      = regexp.MustCompile(`(^| )(-X ?(POST|PUT)|-d|--data\S*|-F|--form\S*|-T|--upload-file|--post-\w+|-I|--head|--spider)( |=|$)`)
)

// shells run what they read.
var shells = map[string]bool{"sh": true, "bash": true, "dash": true, "ash": true, "zsh": true, "ksh": true, "python": true, "python2": true, "python3": true, "perl": true, "php": true, "ruby": true, "node": true, "iex": true, "invoke-expression": true, "powershell": true, "pwsh": true, "cmd": true, "source": true}

// download notes what a command fetches, whereto, and whether it is run.
func (s *session) download(sc *scene, c observation.CommandLine, joined string, at evidence.Citation, out detection.Emitter) {
	program := behaviour.Program(c)
	bare, fetcher := fetchers[program]
	if c.Seeks || !fetcher && !netClass.MatchString(program+" "+joined) {
		sc.traits.started(s, sc, c, at)
		return
	}
	var urls []string
	dest := ""
	for i, a := range c.Argv {
		found := urlPattern.FindAllStringIndex(a.Text, 8)
		for _, k := range found {
			urls = append(urls, strings.TrimRight(substituted(a.Text, k[0], k[1]), ".,\\"))
		}
		if i > 0 && len(found) == 0 && len(urls) > 0 && dest == "" && (program == "certutil" || program == "bitsadmin") {
			dest = a.Text // certutil -urlcache -f URL FILE
		}
		if i > 0 && dest == "" && len(found) == 0 {
			switch prev := strings.ToLower(c.Argv[i-1].Text); {
			case prev == "-outfile" || prev == "-destination":
				dest = a.Text
			case len(urls) > 0 && into.MatchString(program+" "+joined) && strings.ContainsAny(a.Text, `\.`):
				dest = strings.Trim(a.Text, `"'() `)
			}
		}
		if i == 0 || len(found) > 0 || !bare {
			continue
		}
		switch prev := c.Argv[i-1].Text; {
		case prev == "-o" || prev == "--output" || program == "wget" && (cluster(prev, 'O') || prev == "--output-document"):
			dest = a.Text
		case strings.HasPrefix(prev, "-") && !strings.HasPrefix(prev, "--") && strings.ContainsAny(prev[len(prev)-1:], "AeHxuUPTmdFbcyYQtwi"):
		case strings.HasPrefix(a.Text, "-"):
			for _, p := range []string{"--output=", "--output-document=", "-O"} {
				if v, ok := strings.CutPrefix(a.Text, p); ok && v != "" && (p != "-O" || program == "wget") {
					dest = v
				}
			}
		case bareHost.MatchString(a.Text) && (strings.Contains(a.Text, "/") || i == len(c.Argv)-1):
			urls = append(urls, "http://"+a.Text)
		}
	}
	if program == "curl" && dest == "" {
		for i, a := range c.Argv { // -fsSLo FILE
			if i+1 < len(c.Argv) && cluster(a.Text, 'o') {
				dest = c.Argv[i+1].Text
			}
		}
	}
	if len(urls) == 0 {
		return
	}
	if dest == "" {
		dest = c.Output
	}
	piped := false
	for _, p := range c.PipedTo {
		piped = piped || shells[p]
	}
	for _, w := range c.Wrappers { // sh -c "$(curl …)"
		piped = piped || w == "iex" || w == "$()" && runsOutput.MatchString(c.Raw.Text)
	}
	piped = piped || program == "mshta" || program == "regsvr32" || program == "msiexec" || strings.Contains(strings.ToLower(joined), "iex")
	if (program == "curl" || program == "wget") && sends.MatchString(joined) && !piped {
		return // it sends rather than fetches: the rules on callbacks
	}
	if dest == "-" || strings.HasPrefix(dest, "/dev/") || dest == "/dev/null" {
		dest = ""
	}
	for _, u := range urls {
		if strings.ContainsAny(u, "$%{") && !strings.Contains(u, ".") || local(u) || metadata.MatchString(u) {
			continue
		}
		name := dest
		if name == "" && !piped {
			name = u[strings.LastIndexByte(u, '/')+1:]
			if k := strings.IndexAny(name, "?#"); k >= 0 {
				name = name[:k]
			}
		}
		r := &own.fetch
		if piped {
			r = &own.run
		}
		s.add(sc, r, u, at, c.Setting)
		if !uninstalls.MatchString(u) {
			sc.traits.fetched(u, name, piped, at)
		}
		if piped && c.Setting == observation.Schedule || slices.ContainsFunc(c.Wrappers, func(w string) bool { return w == "cron" }) && piped {
			s.add(sc, &own.again, u, at, c.Setting)
		}
		if ind, ok := indicator.New(indicator.TypeURL, u); ok && !strings.ContainsAny(u, "$%`") {
			out.Sighting(detection.Sighting{Indicator: ind, At: at.Locator, Role: evidence.Observed, Use: detection.UseDownload})
		}
	}
	if dest != "" && strings.ContainsAny(dest, `/\`) {
		s.add(sc, &own.drop, dest, at, c.Setting)
		if _, ok := indicator.ParsePath(dest); ok {
			if ind, ok := indicator.New(indicator.TypePath, dest); ok {
				out.Sighting(detection.Sighting{Indicator: ind, At: at.Locator, Role: evidence.Observed, Use: detection.UseMention})
			}
		}
	}
}

// cluster reports whether an argument is options of one letter, the last of
// which takes what follows: -O, -qO.
func cluster(arg string, last byte) bool {
	return len(arg) > 1 && arg[0] == '-' && arg[1] != '-' && arg[len(arg)-1] == last
}

// substituted is an address with the command substitution in it that the
// pattern stopped at: http://host/name.$(uname -m).
func substituted(s string, from, to int) string {
	if to < len(s) && s[to-1] == '$' && s[to] == '(' {
		if k := strings.IndexByte(s[to:], ')'); k > 0 {
			return s[from : to+k+1]
		}
	}
	return s[from:to]
}

// metadata are the addresses at which clouds tell a machine about itself.
var metadata = regexp.MustCompile(`^\w+://(169\.254\.|100\.100\.100\.200|metadata\.)`)

// uninstalls are scripts of vendors that remove their own protection: they are
// fetched and run, too, but bring nothing.
var uninstalls = regexp.MustCompile(`(?i)uninst`)

var runsOutput = regexp.MustCompile(`(?i)((ba|z|da|k)?sh\s+-c|\beval\b|\bsource\b|\bexec\b)`)

// local reports whether an address names the machine itself: a health check.
func local(u string) bool {
	_, rest, _ := strings.Cut(u, "://")
	return strings.HasPrefix(rest, "localhost") || strings.HasPrefix(rest, "127.") || strings.HasPrefix(rest, "[::1]") || strings.HasPrefix(rest, "0.0.0.0")
}
