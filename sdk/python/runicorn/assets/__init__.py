"""What a run uses and puts out: configuration, data sets, pretrained weights, outputs."""
