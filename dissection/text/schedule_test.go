package text

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// taskXML is a scheduled task with the given actions.
func taskXML(actions string) string {
	return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><URI>\Vendor\Update &amp; Check</URI></RegistrationInfo>
  <Triggers><BootTrigger><Enabled>true</Enabled></BootTrigger></Triggers>
  <Actions Context="Author">` + actions + `</Actions>
</Task>
`
}

const plistHead = `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>Label</key><string>com.example.a</string>
`

func TestSchedules(t *testing.T) {
	const task = `scheduled task \\Vendor\\Update & Check`
	for _, tt := range []struct {
		name, file, data string
		want             []string
	}{
		{"a task", "Tasks/a", taskXML(`<Exec><Command>powershell.exe</Command><Arguments>-w hidden -File &quot;C:\Users\Public\a b.ps1&quot;</Arguments></Exec>`),
			[]string{`command schedule cmd wrapped=["` + task + `"] "powershell.exe" "-w" "hidden" "-File" "C:\\Users\\Public\\a b.ps1"`}},
		{"two actions, the first mines", "Tasks/b", taskXML(`<Exec><Command>C:\a b\x.exe</Command><Arguments>-o pool.example.org:3333 -u w -p x -k</Arguments></Exec>` +
			`<Exec><Command>schtasks</Command><Arguments>/run /tn other</Arguments></Exec>`),
			[]string{`command schedule cmd "C:\\a b\\x.exe" "-o" "pool.example.org:3333" "-u" "w" "-p" "x" "-k"`,
				`command schedule cmd wrapped=["` + task + `"] "schtasks" "/run" "/tn" "other"`}},
		{"a command alone", "Tasks/c", taskXML(`<Exec><Command>cmd /c del C:\a.log</Command></Exec><ComHandler><ClassId>{0}</ClassId></ComHandler>`),
			[]string{`command schedule cmd wrapped=["` + task + `" "cmd /c"] "del" "C:\\a.log"`}},
		{"an agent", "a.plist", plistHead + "<key>ProgramArguments</key>\n<array>\n<string>/bin/sh</string><string>-c</string>\n<string>/Users/Shared/.a/run &amp; wait</string></array><key>RunAtLoad</key><true/></dict></plist>",
			[]string{`command schedule posix wrapped=["launchd com.example.a" "sh -c"] "/Users/Shared/.a/run"`, `command schedule posix wrapped=["launchd com.example.a" "sh -c"] "wait"`}},
		{"cut off", "Tasks/d", taskXML(`<Exec><Command>a.exe</Command><Arguments>-x`), nil},
		{"a commented action", "Tasks/e", taskXML(`<!-- <Exec><Command>a.exe</Command></Exec> -->`), nil},
		{"another list", "b.plist", plistHead + "<key>Items</key><array><string>/bin/sh</string></array></dict></plist>", nil},
		{"words about tasks", "notes.txt", "The element <Task> holds <Exec><Command>a.exe</Command></Exec>, as the manual says of it in all its chapters.\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, data := range [][]byte{[]byte(tt.data), utf16le(tt.data)} {
				r := newRecorder(tt.file, data)
				if err := New().Dissect(t.Context(), r.ev, bytes.NewReader(data), r); err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, l := range r.lines() {
					if strings.HasPrefix(l, "command ") {
						got = append(got, l)
					}
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestTablesOfOtherSchedulers(t *testing.T) {
	const run = "/opt/.x/kworker -o pool.example.org:3333 -u worker -p x -k --coin monero"
	want := `"/opt/.x/kworker" "-o" "pool.example.org:3333"`
	for _, tt := range []struct{ file, data string }{
		{"anacrontab", "SHELL=/bin/sh\n1\t5\tcron.daily\tnice " + run + "\n"},
		{"99-a.rules", "# a device\nACTION==\"add\", SUBSYSTEM==\"net\", RUN+=\"/bin/sh -c '" + run + "'\"\n"},
		{"monitrc", "set daemon 60\ncheck process a with pidfile /run/a.pid\n  start program = \"" + run + "\"\n  stop program = \"/bin/true\"\n"},
		{"a.desktop", "[Desktop Entry]\nType=Application\nExec=sh -c \"" + run + "\"\n"},
		{"a00001018d2f3e", "#!/bin/sh\n# atrun uid=0 gid=0\ncd /root || {\n\t exit 1\n}\n" + run + "\n"},
	} {
		data := []byte(tt.data)
		r := newRecorder(tt.file, data)
		if err := New().Dissect(t.Context(), r.ev, bytes.NewReader(data), r); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.Join(r.lines(), "\n"), want) {
			t.Errorf("%s: %q", tt.file, r.lines())
		}
	}
}
