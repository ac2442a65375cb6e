"""What an administrator's own sign-in makes in the council's tenant, step by step, and takes away again."""
