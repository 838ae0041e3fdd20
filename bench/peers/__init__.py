"""The same provinces and days as others show them: small apps, each as its library's guide has it.

They tint provinces and no more: no markers, chart, counts or evidence. That is in their favour.
"""
