package text

import (
	"bytes"
	"regexp"
)

// testShapes are what only the source of tests has, a framework and its use. One
// of the words stands in every head that has the shape: they are looked for
// first, since that costs little.
var testShapes = []struct {
	words      []string
	frame, use *regexp.Regexp
}{
	{[]string{"unittest", "pytest", "doctest", "nose", "django.test", "testtools"}, regexp.MustCompile(`(?m)^\s*(import (unittest|pytest|doctest|nose)|from (unittest|pytest|django\.test|testtools)\b)`), regexp.MustCompile(`self\.assert\w*\(|(?m)^\s*(assert |def test|@pytest\.|@parameterized)`)},
	{[]string{"def test_"}, regexp.MustCompile(`(?m)^\s*(async )?def test_\w+\(`), regexp.MustCompile(`(?m)^\s*assert `)},
	{[]string{"describe", "suite", "context"}, regexp.MustCompile(`\b(describe|suite|context|test\.describe)\(\s*["'` + "`" + `]`), regexp.MustCompile(`\b(it|test|expect|assert(\.\w+)?)\(`)},
	{[]string{"vitest", "jest", "mocha", "chai", "ava", "tap", "node:test", "node:assert", "assert"}, regexp.MustCompile(`(?m)^\s*(import (\{[^}]*\} from )?['"](vitest|jest|mocha|chai|ava|tap|node:test|node:assert)|(const|let|var) .*require\(['"](chai|tap|ava|node:test|node:assert|assert)['"]\))`), regexp.MustCompile(`\b(it|test|expect|assert(\.\w+)?)\(`)},
	{[]string{`"testing"`}, regexp.MustCompile(`"testing"`), regexp.MustCompile(`func (Test|Benchmark|Fuzz)\w*\(\w+ \*testing\.`)},
	{[]string{"org.junit", "org.testng", "kotlin.test", "NUnit.Framework", "using Xunit", "VisualStudio.TestTools"}, regexp.MustCompile(`org\.junit|org\.testng|kotlin\.test|NUnit\.Framework|using Xunit|VisualStudio\.TestTools`), regexp.MustCompile(`@Test\b|\[(Test|Fact|Theory|TestMethod|TestCase)\b|[aA]ssert\w*[.(]`)},
	{[]string{"#[cfg(test)]", "#[test]"}, regexp.MustCompile(`#\[cfg\(test\)\]|#\[test\]`), regexp.MustCompile(`assert(_eq|_ne)?!`)},
	{[]string{"gtest.h", "catch", "boost/test", "doctest.h", "cmocka.h", "check.h"}, regexp.MustCompile(`gtest/gtest\.h|catch2?/|catch\.hpp|boost/test|doctest\.h|cmocka\.h|check\.h`), regexp.MustCompile(`\b(TEST(_F|_P|_CASE)?|BOOST_\w+|START_TEST)\(|assert_\w+\(`)},
	{[]string{"RSpec.", "minitest", "Test::Unit", "PHPUnit", "Test::More"}, regexp.MustCompile(`RSpec\.|minitest|Test::Unit|PHPUnit|Test::More`), regexp.MustCompile(`\b(expect|assert\w*|is|ok|like)\b|\$this->assert|it ["']`)},
}

// expects reports whether a source has the shape of a test.
func expects(head []byte) bool {
	for _, s := range testShapes {
		if anyOf(head, s.words) && s.frame.Match(head) && s.use.Match(head) {
			return true
		}
	}
	return false
}

func anyOf(b []byte, words []string) bool {
	for _, w := range words {
		if bytes.Contains(b, []byte(w)) {
			return true
		}
	}
	return false
}
