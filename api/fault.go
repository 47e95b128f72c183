package api

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"wanping/models"
)

// faultOf turns the validator's errors, which are for programmers, into our own: every field with a code and a
// sentence. The validator's text may repeat what was typed, so it is not passed on.
func faultOf(err error) error {
	var fields []models.Field
	collect(err, "", &fields)
	if len(fields) == 0 {
		return errMalformed
	}
	slices.SortStableFunc(fields, func(a, b models.Field) int { return strings.Compare(a.Name, b.Name) }) // the validator's order is by chance
	code := fields[0].Code
	return models.NewError(code, fields[0].Message, fields...)
}

// collect walks the validator's errors: lists, a request's error around a parameter's or a body's, a schema's.
//
//nolint:errorlint // each node is looked at for what it is itself, not for what it wraps
func collect(err error, name string, fields *[]models.Field) {
	switch e := err.(type) {
	case openapi3.MultiError:
		for _, one := range e {
			collect(one, name, fields)
		}
	case *openapi3filter.RequestError:
		if e.Parameter != nil {
			*fields = append(*fields, parameterField(e))
		} else if e.Err != nil {
			collect(e.Err, name, fields)
		}
	case *openapi3.SchemaError:
		*fields = append(*fields, fieldOf(e, name))
	}
}

func parameterField(e *openapi3filter.RequestError) models.Field {
	if e.Parameter.Name == "Idempotency-Key" {
		return models.Field{
			Name: e.Parameter.Name, Code: models.CodeIdempotencyKeyRequired,
			Message: "请求须带提交编号(Idempotency-Key,8至80个字符),以防重复保存,请更新客户端后重试。",
		}
	}
	var schema *openapi3.SchemaError
	if errors.As(e.Err, &schema) {
		return fieldOf(schema, e.Parameter.Name)
	}
	return models.Field{Name: e.Parameter.Name, Code: models.CodeInvalid, Message: fmt.Sprintf("参数“%s”不对,请检查后重试。", e.Parameter.Name)}
}

// fieldOf names a schema error's field and says what to do.
func fieldOf(e *openapi3.SchemaError, name string) models.Field {
	if pointer := strings.Join(e.JSONPointer(), "."); pointer != "" {
		name = pointer
	}
	if unknown := unknownProperty.FindStringSubmatch(e.Reason); unknown != nil {
		name = clip(unknown[1])
	}
	if name == "" {
		name = "body"
	}
	field := models.Field{Name: name, Code: models.CodeInvalid}
	switch e.SchemaField {
	case "required":
		field.Code, field.Message = models.CodeRequired, fmt.Sprintf("缺少“%s”,请补上后重试。", name)
	case "properties", "additionalProperties":
		field.Code, field.Message = models.CodeUnknownField, fmt.Sprintf("不认识“%s”这一项,请去掉后重试。", name)
	case "format":
		field.Code, field.Message = models.CodeInvalidDate, fmt.Sprintf("“%s”不是有效日期,请按“2023-09-28”的格式填写真实存在的日期。", name)
	case "enum":
		field.Message = fmt.Sprintf("“%s”不在可选范围内,请从清单中选择。", name)
	case "maxLength":
		field.Message = fmt.Sprintf("“%s”太长,请缩短后重试。", name)
	case "minLength":
		field.Message = fmt.Sprintf("“%s”太短,请补充后重试。", name)
	case "type":
		field.Message = fmt.Sprintf("“%s”的类型不对,请检查后重试。", name)
	default:
		field.Message = fmt.Sprintf("“%s”不对,请检查后重试。", name)
	}
	return field
}

// unknownProperty is how the validator words the one error whose field it does not point to.
var unknownProperty = regexp.MustCompile(`^property "(.*)" is unsupported$`)

// clip bounds what a stranger sends back to themselves.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
