WORD = 'word'
