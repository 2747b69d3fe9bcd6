package script

import "lamproom/internal/placed"

// op says what a node of the tree is.
type op uint8

const (
	opNothing op = iota
	// expressions
	opText    // t
	opNumber  // n
	opInterp  // kids: parts of a text with values in it
	opName    // s: a variable
	opList    // kids; of PowerShell's @( ): statements, with flat
	opHash    // kids: key, value, key, value …
	opLambda  // fn: a script block, a function without a name
	opUnary   // s, kids[0]
	opBinary  // s, kids[0], kids[1]
	opAnd     // the operators that may leave out the right side
	opOr      //
	opChoose  // kids: condition, yes, no
	opIndex   // kids: what, index …
	opMember  // s or kids[1]: the name; kids[0]: of what; static: of a type
	opCall    // kids[0]: what; the rest: arguments
	opNew     // kids[0]: class; the rest: arguments
	opType    // s: [Type]
	opCast    // s, kids[0]
	opAssign  // s: "=", "+=" …; kids: target, value
	opStep    // s: "++", "--"; kids: target
	opParen   // kids[0], a list of statements
	opSub     // $( ): kids are statements
	opCommand // kids: name, arguments; see [word]
	opPipe    // kids: commands and expressions
	// statements
	opBlock   // kids
	opIf      // kids: condition, then, else
	opLoop    // kids: before, condition, after each turn, body; s: "do", "until"
	opEach    // s: variable; kids: list, body
	opSwitch  // kids: subject, then a test (nil: default) and a body in turn
	opReturn  // kids[0]
	opBreak   //
	opNext    // continue
	opExit    //
	opThrow   //
	opTry     // kids: body, catch, finally; nil if missing
	opDefine  // s: name; fn
	opWith    // kids: object, body
	opDeclare // Dim, var: s: name; kids[0]: value or nil
)

// node is a piece of a script.
type node struct {
	op     op
	kind   wordKind // of a command's argument
	static bool
	flat   bool
	quoted bool
	s      string
	n      float64
	t      placed.Text // the literal; of a name: the name as it stands
	kids   []*node
	fn     *function
	lo, hi int // the place in the evidence
	raw    string
}

// wordKind says what an argument of a command is.
type wordKind uint8

const (
	wordPlain     wordKind = iota
	wordParameter          // -Name
	wordSplat              // @name
	wordFile               // of >, >>: s says which
	wordRest               // after --%: as it stands
)

// function is a piece of a script that is called.
type function struct {
	name   string
	params []parameter
	body   *node
	at     int
	called bool
	inner  bool // it stands in a text that is run
	filter bool // its body runs for each item that comes in
}

type parameter struct {
	name  string
	value *node // what it is by default, or nil
}
