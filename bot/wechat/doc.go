// Package wechat is the gateway to WeChat: the one room that imports silenceper/wechat. Calls to WeChat go out by
// one transport; callbacks come in by one handler; both speak the product's words to the rest of the program.
//
// The SDK is used for its requests, its structures and its message crypto. Its token keeping, its message server and
// its error strings are not: docs/decisions/0021 says what was wrong with each.
package wechat
