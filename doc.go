// Package lamproom is the root of the project. It holds no code: the program
// is in cmd/lamproom, the pipeline in examination. The tests here keep the
// house in order.
package lamproom
