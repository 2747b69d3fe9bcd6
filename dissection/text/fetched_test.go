package text

import "testing"

func TestFetched(t *testing.T) {
	for before, want := range map[string]bool{
		`{"Cmd": ["sh", "-c", "curl -fsSL `:        true,
		`subprocess.run(["wget", "-q", "`:          true,
		`copy(file_get_contents("`:                 true,
		`RUN git clone --depth 1 `:                 true,
		`requests.get('`:                           true,
		`curl -X POST -d @/etc/passwd `:            false,
		`wget https://a.example/x; curl --data x `: false,
		`curl -d x http://a.example; wget `:        true,
		`see `:                                     false,
		`homepage: "`:                              false,
		`the curler went to `:                      false,
		``:                                         false,
	} {
		if got := fetched([]byte(before)); got != want {
			t.Errorf("%q: %v, want %v", before, got, want)
		}
	}
}
