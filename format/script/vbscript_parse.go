package script

import "lamproom/internal/placed"

func parseVBScript(t placed.Text) *node { return &node{op: opBlock} }
func parseJScript(t placed.Text) *node  { return &node{op: opBlock} }

func (e *engine) constant(n *node) (value, bool) { return value{}, false }
func (e *engine) construct(n *node) value        { return value{} }
func (e *engine) callName(callee, n *node) value { return value{} }
