-- Of the paragraphs of a reading, how many had been tagged before, in another file.
ALTER TABLE readings ADD COLUMN recalled INTEGER NOT NULL DEFAULT 0;
