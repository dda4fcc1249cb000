"""Sampling the machine while a run goes on."""
