// Package models holds the nouns of the product, their error codes, their tables and the store that keeps them.
// It is the only package that imports gorm. Nothing here takes a role or decides a policy.
package models

import (
	"errors"
	"time"
)

// Code names what went wrong, for programs. docs/glossary.md lists the codes; api maps each to one HTTP status.
type Code string

// Field is the fault of one input field, named as on the wire.
type Field struct {
	Name    string `json:"name"`
	Code    Code   `json:"code"`
	Message string `json:"message"`
	// Suggestion is what could stand there instead; "" where none can be made.
	Suggestion string `json:"suggestion,omitempty"`
}

// Error is a refusal that a person may read: what happened and what to do next, in Chinese.
// Anything that is not an Error is unforeseen and is never shown to people.
type Error struct {
	Code    Code
	Message string
	Fields  []Field
	// Earlier is what stands in the way, where showing it helps (the earlier record of a duplicate).
	Earlier any
	// RetryAfter says when to come again, where that is known; 0 where it is not.
	RetryAfter time.Duration
	cause      error
}

// NewError returns a refusal with a code and a sentence.
func NewError(code Code, message string, fields ...Field) *Error {
	return &Error{Code: code, Message: message, Fields: fields}
}

// Because returns the refusal with its cause for the log; people do not see it. The refusal itself stays as it was:
// many requests may share one.
func (e *Error) Because(cause error) *Error {
	with := *e
	with.cause = cause
	return &with
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }

func (e *Error) Unwrap() error { return e.cause }

// CodeOf returns the code of the first Error in err's chain, or "" where there is none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// AsError returns the first Error in err's chain.
func AsError(err error) (*Error, bool) {
	var e *Error
	return e, errors.As(err, &e)
}

// MessageOf returns the sentence of the first Error in err's chain, or "" where there is none.
func MessageOf(err error) string {
	if e, ok := AsError(err); ok {
		return e.Message
	}
	return ""
}
