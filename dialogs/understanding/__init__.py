"""What people mean by what they type: commands, answers, questions and first sentences, read without guessing."""
