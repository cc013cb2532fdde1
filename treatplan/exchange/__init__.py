"""The only home of file formats: intake, plan and referral files to values and back, and their JSON Schema."""
