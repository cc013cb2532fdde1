"""How the paper looks: a composed `Handout` becomes a PDF. The only home of ReportLab, which is loaded late."""
