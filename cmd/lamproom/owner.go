package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"lamproom/casefile"
)

// maxOwnerFile bounds what the owner may declare, bytes.
const maxOwnerFile = 1 << 20

// readOwner reads what the owner of the machines has declared.
func readOwner(file string) (casefile.Owner, error) {
	var owner casefile.Owner
	f, err := os.Open(file)
	if err != nil {
		return owner, fmt.Errorf("--owner %s: %w", file, reason(err))
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxOwnerFile+1))
	switch {
	case err != nil:
		return owner, fmt.Errorf("--owner %s: %w", file, reason(err))
	case len(b) > maxOwnerFile:
		return owner, fmt.Errorf("--owner %s: larger than %d bytes: this is no owner's file", file, maxOwnerFile)
	}
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true) // a misspelt key must not silently declare nothing
	if err := dec.Decode(&owner); err != nil && !errors.Is(err, io.EOF) {
		var t *yaml.TypeError
		if errors.As(err, &t) && len(t.Errors) > 0 {
			err = errors.New(t.Errors[0])
		}
		return casefile.Owner{}, fmt.Errorf("--owner %s: %s\nIt is YAML with lists under hosts, wallets, pools and programs", file, ownerFault(err))
	}
	if err := dec.Decode(new(any)); !errors.Is(err, io.EOF) {
		return casefile.Owner{}, fmt.Errorf("--owner %s: more than one document", file)
	}
	return owner, nil
}

var unknownKey = regexp.MustCompile(`field (.*) not found in type .*`)

// ownerFault says in plain words what the parser says of Go types.
func ownerFault(err error) string {
	s := strings.TrimPrefix(err.Error(), "yaml: ")
	if unknownKey.MatchString(s) {
		return unknownKey.ReplaceAllString(s, "there is no key $1")
	}
	if strings.Contains(s, "cannot unmarshal") {
		at, _, _ := strings.Cut(s, ":")
		return at + ": a list of words is wanted here"
	}
	return s
}
