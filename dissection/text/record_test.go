package text

import (
	"bytes"
	"testing"

	"lamproom/observation"
)

func TestRecordsTellWhatTheirValuesAre(t *testing.T) {
	const command = `/tmp/.x/k -o pool.example.org:3333 -u worker.one -p x`
	for record, want := range map[string]observation.Setting{
		`{"Pid":4242,"Name":"k","CommandLine":"` + command + `"}`:                       observation.Process,
		`{"pid":"4242","path":"/tmp/.x/k","cmdline":"` + command + `"}`:                 observation.Process,
		`{"process.pid":4242,"process.command_line":"` + command + `"}`:                 observation.Process,
		`{"Name":"Update","PathName":"` + command + `","StartMode":"Auto"}`:             observation.Service,
		`{"Minute":"*","Hour":"*","DayOfWeek":"*","Command":"` + command + `"}`:         observation.Schedule,
		`{"name":"start","command":"` + command + `"}`:                                  observation.Config,
		`{"scripts":{"start":"` + command + `"},"version":"1.0","path":"x","pid":"no"}`: observation.Config,
	} {
		r := newRecorder("results/x.json", []byte(record+"\n"))
		if err := New().Dissect(t.Context(), r.ev, bytes.NewReader(r.data), r); err != nil {
			t.Fatal(err)
		}
		var got observation.Setting
		for _, o := range r.got {
			if c, ok := o.Fact.(observation.CommandLine); ok {
				got = c.Setting
			}
		}
		if got != want {
			t.Errorf("%s: stands in %q, want %q: %q", record, got, want, r.lines())
		}
	}
}
