package wechat

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
)

// element is a parsed piece of a callback: its name, its text or what it contains.
type element struct {
	name   string
	text   string
	inside []element
}

var errMalformed = errors.New("wechat: callback is not the XML WeChat sends")

const (
	deepest      = 6
	mostElements = 500
)

// parse reads a callback strictly: one root "xml", no document type (and so no entities), no attributes, no processing
// instructions but the XML declaration, nothing after the root, and no field twice at the top, where encoding/xml's
// own decoding would silently let the last one win.
func parse(data []byte) (element, error) {
	p := parser{decoder: xml.NewDecoder(bytes.NewReader(data)), left: mostElements}
	root, err := p.root()
	if err != nil {
		return element{}, errMalformed
	}
	seen := map[string]bool{}
	for _, field := range root.inside {
		if seen[field.name] {
			return element{}, errMalformed
		}
		seen[field.name] = true
	}
	return root, nil
}

type parser struct {
	decoder *xml.Decoder
	left    int
}

func (p *parser) root() (element, error) {
	var root element
	found := false
	for {
		token, err := p.decoder.Token()
		if errors.Is(err, io.EOF) && found {
			return root, nil
		}
		if err != nil {
			return element{}, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if found || t.Name.Local != "xml" {
				return element{}, errMalformed
			}
			if root, err = p.inside(t, 1); err != nil {
				return element{}, err
			}
			found = true
		case xml.CharData:
			if len(bytes.TrimSpace(t)) > 0 {
				return element{}, errMalformed
			}
		case xml.ProcInst:
			if found || t.Target != "xml" {
				return element{}, errMalformed
			}
		default:
			return element{}, errMalformed
		}
	}
}

// inside reads what start contains, down to its end.
func (p *parser) inside(start xml.StartElement, depth int) (element, error) {
	e := element{name: start.Name.Local}
	if p.left--; p.left < 0 || depth > deepest || len(start.Attr) > 0 || start.Name.Space != "" {
		return e, errMalformed
	}
	var text []byte
	for {
		token, err := p.decoder.Token()
		if err != nil {
			return e, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			child, err := p.inside(t, depth+1)
			if err != nil {
				return e, err
			}
			e.inside = append(e.inside, child)
		case xml.CharData:
			text = append(text, t...)
		case xml.EndElement:
			e.text = string(text)
			return e, nil
		default:
			return e, errMalformed
		}
	}
}

// get is the text of the first element of that name, "" where there is none.
func (e element) get(name string) string { return e.child(name).text }

func (e element) child(name string) element {
	for _, c := range e.inside {
		if c.name == name {
			return c
		}
	}
	return element{}
}

// all are the elements of that name.
func (e element) all(name string) []element {
	var found []element
	for _, c := range e.inside {
		if c.name == name {
			found = append(found, c)
		}
	}
	return found
}
