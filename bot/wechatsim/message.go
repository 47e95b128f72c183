package wechatsim

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strconv"
	"strings"
)

// node is one element of a callback: a text, a number, or a group of further elements.
type node struct {
	name    string
	value   string
	numeric bool
	group   message
}

// message is the content of a callback in order.
type message []node

func text(name, value string) node { return node{name: name, value: value} }
func number(name string, value int64) node {
	return node{name: name, value: strconv.FormatInt(value, 10), numeric: true}
}
func group(name string, inside ...node) node { return node{name: name, group: inside} }

// value is the text of the first element of that name.
func (m message) value(name string) string {
	for _, n := range m {
		if n.name == name {
			return n.value
		}
	}
	return ""
}

// awaited reports whether the person behind the message waits for an answer in the chat.
func (m message) awaited() bool {
	switch m.value("Event") {
	case "", "subscribe", "SCAN", "CLICK":
		return true
	}
	return false
}

// render writes the message in the app's data format.
func (m message) render(format Format) []byte {
	if format == JSON {
		data, _ := json.Marshal(m.object()) // maps of strings and numbers always marshal
		return data
	}
	var b bytes.Buffer
	b.WriteString("<xml>")
	m.write(&b)
	b.WriteString("</xml>")
	return b.Bytes()
}

func (m message) write(b *bytes.Buffer) {
	for _, n := range m {
		b.WriteString("<" + n.name + ">")
		switch {
		case n.group != nil:
			n.group.write(b)
		case n.numeric:
			b.WriteString(n.value)
		default:
			b.WriteString("<![CDATA[" + strings.ReplaceAll(n.value, "]]>", "]]]]><![CDATA[>") + "]]>")
		}
		b.WriteString("</" + n.name + ">")
	}
}

// object is the message as JSON has it: a subscribe event's group is lifted to "List", which is an object for one
// template and an array for several, as the real platform sends it.
func (m message) object() map[string]any {
	out := map[string]any{}
	for _, n := range m {
		switch {
		case n.group != nil && strings.HasPrefix(n.name, "SubscribeMsg"):
			out["List"] = n.group.list()
		case n.group != nil:
			out[n.name] = n.group.object()
		case n.numeric:
			out[n.name] = json.Number(n.value)
		default:
			out[n.name] = n.value
		}
	}
	return out
}

func (m message) list() any {
	if len(m) == 1 {
		return m[0].group.object()
	}
	all := make([]any, len(m))
	for i, n := range m {
		all[i] = n.group.object()
	}
	return all
}

// besidePlain puts the sealed text into the plain message, as compatible mode sends it.
func besidePlain(plain []byte, sealed string, format Format) []byte {
	end, field := "</xml>", "<Encrypt><![CDATA["+sealed+"]]></Encrypt></xml>"
	if format == JSON {
		end, field = "}", `,"Encrypt":"`+sealed+`"}`
	}
	return []byte(strings.TrimSuffix(string(plain), end) + field)
}

// parseMessage reads an XML message; nothing where it is none.
func parseMessage(data []byte) message {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	root, err := parseNode(decoder)
	if err != nil {
		return nil
	}
	return root.group
}

// parseNode reads the next element with all it contains.
func parseNode(d *xml.Decoder) (node, error) {
	for {
		token, err := d.Token()
		if err != nil {
			return node{}, err
		}
		if start, opens := token.(xml.StartElement); opens {
			return parseInside(d, start.Name.Local)
		}
	}
}

func parseInside(d *xml.Decoder, name string) (node, error) {
	n := node{name: name}
	for {
		token, err := d.Token()
		if err != nil {
			return n, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			inner, err := parseInside(d, t.Name.Local)
			if err != nil {
				return n, err
			}
			n.group = append(n.group, inner)
		case xml.CharData:
			n.value += string(t)
		case xml.EndElement:
			return n, nil
		}
	}
}
