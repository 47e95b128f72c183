// Package bot is the conversation of the official account. What a message does is a pure function of where the chat
// stands and who writes: it says an answer, or makes one call of a capability, whose outcome it then puts in words. The
// rules are the capabilities' own; the shell (bot.go) reads and keeps where each chat stands.
package bot
