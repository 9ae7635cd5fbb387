"""咨询投诉: Consultation and complaints."""
