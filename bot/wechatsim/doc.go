// Package wechatsim is a WeChat platform that runs on this machine: the endpoints an official account and a
// mini-program call, the callbacks WeChat sends, what it refuses, and phones with people who use them.
//
// It is for the demo and for tests. It shares no code with bot/wechat, the room it is there to test: its crypto,
// its XML and its checks are its own, so that one misunderstanding cannot hide on both sides. What is not certain
// about the real platform is marked "uncertain" where it is modelled.
package wechatsim
