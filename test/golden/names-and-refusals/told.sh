#!/bin/sh
echo "<$A>"
