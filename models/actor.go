package models

// Actor is who asks: the account of a session, or the command line (AccountID 0).
type Actor struct {
	AccountID int64
	HolderID  int64
	SessionID int64
	Login     string
	Role      Role
	UnitNo    int // of a liaison or unit manager, else 0
	SectionNo int // of a liaison, else 0
}

// CommandLine is whoever may run the program on the server.
func CommandLine() Actor { return Actor{Login: "command-line", Role: RoleAdministrator} }
