package behaviour_test

import "testing/fstest"

func oneFile(text string) fstest.MapFS {
	return fstest.MapFS{"r/x.yml": &fstest.MapFile{Data: []byte(text)}}
}
