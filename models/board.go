package models

// RuleFile is a rule file that was adopted, as it was.
type RuleFile struct {
	Hash    string `gorm:"primaryKey"`
	Name    string
	Content []byte
}

// AddRuleFile keeps a file; one that is there already stays.
func (tx *Tx) AddRuleFile(f RuleFile) error {
	_, ok, err := tx.RuleFileByHash(f.Hash)
	if err != nil || ok {
		return err
	}
	return tx.db.Create(&f).Error
}

// RuleFileByHash finds a kept file.
func (tx *Tx) RuleFileByHash(hash string) (RuleFile, bool, error) {
	return one[RuleFile](tx.db.Where("hash = ?", hash))
}

// Board is a published board, frozen: Content is what is printed, byte for byte, and Digest its SM3.
type Board struct {
	ID          int64
	Year        int
	Name        string
	Stage       string
	AsOf        Day
	LedgerSeq   int64
	LedgerHash  string
	RuleHash    string
	PublishedAt Instant
	PublishedBy string
	Digest      string
	Content     []byte
}

// AddBoard stores a published board and sets its ID. A name that is taken is CodeAlreadyDecided.
func (tx *Tx) AddBoard(b *Board) error {
	b.PublishedAt = At(tx.now)
	err := tx.db.Create(b).Error
	if duplicate(err) {
		return NewError(CodeAlreadyDecided, "这个名称的榜已经公布过了,公布的榜不能更改,请换一个名称。").Because(err)
	}
	return err
}

// BoardByName finds a published board.
func (tx *Tx) BoardByName(name string) (Board, bool, error) {
	return one[Board](tx.db.Where("name = ?", name))
}

// Boards lists the published boards of a year without their content, the latest first.
func (tx *Tx) Boards(year int) ([]Board, error) {
	var rows []Board
	return rows, tx.db.Omit("content").Where("year = ?", year).Order("id DESC").Limit(200).Find(&rows).Error
}

// BoardRank is a section's place at the end of a day.
type BoardRank struct {
	OnDay     Day `gorm:"primaryKey"`
	SectionNo int `gorm:"primaryKey;autoIncrement:false"`
	Daily     int64
	DailyRank int
	Total     *int64
	TotalRank int // 0: none
}

// AddBoardRanks stores a day's places, for good.
func (tx *Tx) AddBoardRanks(rows []BoardRank) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.db.CreateInBatches(rows, ledgerBatch).Error
}

// BoardRanksOf lists the places of a day by section.
func (tx *Tx) BoardRanksOf(day Day) ([]BoardRank, error) {
	var rows []BoardRank
	return rows, tx.db.Where("on_day = ?", day).Order("section_no").Find(&rows).Error
}

// BoardRankDays counts the places kept of each day.
func (tx *Tx) BoardRankDays() (map[Day]int, error) {
	var rows []struct {
		OnDay Day
		N     int
	}
	err := tx.db.Model(&BoardRank{}).Select("on_day, COUNT(*) AS n").Group("on_day").Find(&rows).Error
	out := make(map[Day]int, len(rows))
	for _, r := range rows {
		out[r.OnDay] = r.N
	}
	return out, err
}

// BoardRanks lists a section's places from one day to another, both included.
func (tx *Tx) BoardRanks(sectionNo int, from, to Day) ([]BoardRank, error) {
	var rows []BoardRank
	return rows, tx.db.Where("section_no = ? AND on_day >= ? AND on_day <= ?", sectionNo, from, to).Order("on_day").Find(&rows).Error
}

// CountBoards counts the published boards of all years.
func (tx *Tx) CountBoards() (int64, error) {
	var n int64
	return n, tx.db.Model(&Board{}).Count(&n).Error
}
