package html_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a browser may take for one answer. It is generous: no test
// fails because a machine is slow.
const patience = 2 * time.Minute

// browser is a headless Chromium that is spoken to through pipes (the DevTools
// protocol, --remote-debugging-pipe): no port is opened.
type browser struct {
	t       testing.TB
	in      io.WriteCloser
	mu      sync.Mutex
	next    int
	waiting map[int]chan answer
	events  []event
	session string
	scratch string
}

type answer struct {
	Result json.RawMessage
	Error  *struct{ Message string }
}

type event struct {
	Method string
	Params json.RawMessage
}

// chromium starts a browser, or skips the test where there is none.
func chromium(t testing.TB) *browser {
	t.Helper()
	program := ""
	for _, name := range []string{os.Getenv("LAMPROOM_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			program = path
			break
		}
	}
	if program == "" {
		t.Skip("there is no chromium in the path (or LAMPROOM_CHROMIUM): what the page does in a browser is not tested")
	}
	// Not t.TempDir: the browser's helpers may still write there for a moment.
	dir, err := os.MkdirTemp("", "lamproom-chromium-")
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, waiting: map[int]chan answer{}, scratch: dir}
	toBrowser, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, fromBrowser, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	b.in = in
	cmd := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--disable-default-apps", "--disable-extensions", "--disable-dev-shm-usage", "--user-data-dir="+filepath.Join(dir, "profile"), "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{toBrowser, fromBrowser} // 3 and 4
	if err := cmd.Start(); err != nil {
		t.Skipf("chromium does not start: %v", err)
	}
	toBrowser.Close()
	fromBrowser.Close()
	go b.read(out)
	t.Cleanup(func() {
		b.call("", "Browser.close", nil)
		in.Close()
		done := make(chan struct{})
		go func() { cmd.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			cmd.Process.Kill()
			<-done
		}
		out.Close()
		os.RemoveAll(dir)
	})
	return b
}

func (b *browser) read(r io.Reader) {
	lines := bufio.NewReaderSize(r, 1<<20)
	for {
		message, err := lines.ReadBytes(0)
		if err != nil {
			b.mu.Lock()
			for id, c := range b.waiting {
				delete(b.waiting, id)
				close(c)
			}
			b.mu.Unlock()
			return
		}
		var m struct {
			ID     int
			Method string
			Params json.RawMessage
			answer
		}
		if json.Unmarshal(message[:len(message)-1], &m) != nil {
			continue
		}
		b.mu.Lock()
		if m.ID > 0 {
			if c := b.waiting[m.ID]; c != nil {
				delete(b.waiting, m.ID)
				c <- m.answer
			}
		} else {
			b.events = append(b.events, event{m.Method, m.Params})
		}
		b.mu.Unlock()
	}
}

// call sends a command and waits for its answer; nil if the browser is gone.
func (b *browser) call(session, method string, params any) json.RawMessage {
	b.t.Helper()
	c := make(chan answer, 1)
	b.mu.Lock()
	b.next++
	id := b.next
	b.waiting[id] = c
	b.mu.Unlock()
	message := map[string]any{"id": id, "method": method}
	if params != nil {
		message["params"] = params
	}
	if session != "" {
		message["sessionId"] = session
	}
	raw, err := json.Marshal(message)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.in.Write(append(raw, 0)); err != nil {
		return nil
	}
	select {
	case a, ok := <-c:
		if ok && a.Error != nil {
			b.t.Fatalf("%s: %s", method, a.Error.Message)
		}
		return a.Result
	case <-time.After(patience):
		b.t.Fatalf("%s: no answer", method)
	}
	return nil
}

// page is an open page, of one width and height.
func (b *browser) open(html string, width, height int, media ...map[string]string) {
	b.t.Helper()
	file := filepath.Join(b.scratch, "case.html")
	if err := os.WriteFile(file, []byte(html), 0o600); err != nil {
		b.t.Fatal(err)
	}
	var target struct{ TargetID string }
	json.Unmarshal(b.call("", "Target.createTarget", map[string]any{"url": "about:blank"}), &target)
	var attached struct{ SessionID string }
	json.Unmarshal(b.call("", "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}), &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Network", "Log"} {
		b.call(b.session, domain+".enable", nil)
	}
	b.call("", "Target.setDiscoverTargets", map[string]any{"discover": true})
	b.call(b.session, "Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})
	b.call(b.session, "Emulation.setEmulatedMedia", map[string]any{"features": append([]map[string]string{}, media...)})
	b.mu.Lock()
	b.events = nil
	b.mu.Unlock()
	b.call(b.session, "Page.navigate", map[string]any{"url": (&url.URL{Scheme: "file", Path: file}).String()})
	b.until("the page is loaded", "document.readyState === 'complete'")
}

// until waits for a condition in the page.
func (b *browser) until(what, condition string) {
	b.t.Helper()
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		if b.eval(condition) == true {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.t.Fatalf("it never came about that %s", what)
}

// eval runs our own expression in the page and returns its value.
func (b *browser) eval(expression string) any {
	b.t.Helper()
	raw := b.call(b.session, "Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true})
	var r struct {
		Result struct {
			Value       any
			Description string
		}
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	if r.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s %s", expression, r.ExceptionDetails.Text, r.ExceptionDetails.Exception.Description)
	}
	return r.Result.Value
}

// quiet reports everything the browser told that a page which does nothing of its
// own would not cause: dialogs, requests, other pages, errors, refusals.
func (b *browser) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	navigations := 0
	for _, e := range b.events {
		text := string(e.Params)
		switch e.Method {
		case "Page.javascriptDialogOpening", "Page.windowOpen", "Runtime.exceptionThrown", "Network.webSocketCreated", "Page.fileChooserOpened":
			b.t.Errorf("%s: %.400s", e.Method, text)
		case "Runtime.consoleAPICalled", "Log.entryAdded":
			b.t.Errorf("the console says: %.600s", text)
		case "Network.requestWillBeSent":
			var p struct {
				Request struct{ URL string }
			}
			json.Unmarshal(e.Params, &p)
			if !strings.HasPrefix(p.Request.URL, "file://") || !strings.HasSuffix(strings.SplitN(p.Request.URL, "#", 2)[0], "/case.html") {
				if !strings.HasPrefix(p.Request.URL, "data:text/csv") {
					b.t.Errorf("the page asked for %.300s", p.Request.URL)
				}
			}
		case "Page.frameNavigated":
			if navigations++; navigations > 1 {
				b.t.Errorf("the page went elsewhere: %.300s", text)
			}
		case "Page.frameAttached":
			b.t.Errorf("there is a frame: %.300s", text)
		case "Target.targetCreated":
			var p struct {
				TargetInfo struct{ Type, URL string }
			}
			json.Unmarshal(e.Params, &p)
			if p.TargetInfo.Type == "page" && p.TargetInfo.URL != "about:blank" && !strings.HasSuffix(strings.SplitN(p.TargetInfo.URL, "#", 2)[0], "/case.html") {
				b.t.Errorf("another page was opened: %.300s", text)
			}
		}
	}
	if len(b.events) == 0 {
		b.t.Error("the browser told nothing at all: the test does not see")
	}
}

// shot saves a picture where LAMPROOM_SHOTS says, for people to look at.
func (b *browser) shot(name string) {
	dir := os.Getenv("LAMPROOM_SHOTS")
	if dir == "" {
		return
	}
	var r struct{ Data []byte }
	json.Unmarshal(b.call(b.session, "Page.captureScreenshot", map[string]any{"format": "png"}), &r)
	if err := os.WriteFile(filepath.Join(dir, name+".png"), r.Data, 0o666); err != nil {
		b.t.Error(err)
	}
}

// click clicks on each element that the selector finds and returns how many.
func (b *browser) click(selector string) int {
	b.t.Helper()
	n, _ := b.eval(fmt.Sprintf("(() => { const all = document.querySelectorAll(%q); all.forEach(e => e.click()); return all.length; })()", selector)).(float64)
	return int(n)
}
